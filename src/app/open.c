/* Opening an instance: lock, keyring, store, engine. */
#include "app/app.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/heap.h"

#include "app/parts.h"
#include "cache/cache.h"
#include "consent/meter.h"
#include "crypto/random.h"
#include "db/db.h"
#include "db/migrate.h"
#include "feed/feed.h"
#include "media/media.h"
#include "service/check.h"
#include "service/custom_emoji.h"
#include "service/domain_rule.h"
#include "service/feed_follow.h"
#include "store/keyring.h"
#include "store/meta.h"
#include "store/queries.h"
#include "store/search_index.h"
#include "stream/stream.h"

#define APP_ARENA_BYTES ((size_t)1 << 20)
#define TOMBSTONES_MAX ((size_t)1 << 20)
#define FOLLOW_SETS_BYTES ((size_t)64 << 20)
#define STREAM_SUBS_MAX 100000
#define METER_PEOPLE_MAX 100000
#define METER_BYTES ((size_t)16 << 20)

static const char *path_in(struct arena *a, struct sv folder, const char *name)
{
    return sv_printf(a, "%" SV_FMT "/%s", SV_ARG(folder), name).ptr;
}

const char *app_control_path(struct arena *a, struct sv data_dir)
{
    return path_in(a, data_dir, "run/efface.sock");
}

/* Keys must not reach a core file, and a client that went away must not end the process. */
static void process_harden(void)
{
    (void)signal(SIGPIPE, SIG_IGN);
    struct rlimit none = { 0, 0 };
    (void)setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__
    /* A leak checker attaches to its own process; everybody else may not look into it. */
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
    (void)umask(077);
}

static enum err folder_make(struct ctx *ctx, const char *path)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return fail(ctx, ERR_IO, "cannot make %s: %s", path, strerror(errno));
    return ERR_OK;
}

static enum err lock_take(struct ctx *ctx, struct app *app)
{
    const char *path = path_in(ctx->arena, app->conf->data_dir, "lock");
    app->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (app->lock_fd < 0)
        return fail(ctx, ERR_IO, "cannot open %s: %s", path, strerror(errno));
    if (flock(app->lock_fd, LOCK_EX | LOCK_NB) != 0)
        return fail(ctx, ERR_BUSY, "another process serves this data folder");
    return ERR_OK;
}

static void site_make(struct app *app)
{
    struct engine *e = &app->engine;
    e->site.is_loopback = conf_enum(app->conf, CONF_PEERS) == CONF_PEERS_LOOPBACK;
    e->site.host = conf_sv(app->conf, CONF_SERVER_DOMAIN);
    e->site.base = sv_printf(&app->arena, "%s://%" SV_FMT, e->site.is_loopback ? "http" : "https",
                             SV_ARG(e->site.host));
}

static enum err store_open(struct ctx *ctx, struct app *app, struct sv keys)
{
    struct engine *e = &app->engine;
    TRY(keyring_open(ctx, sv_cstr(ctx->arena, keys), &e->keyring));
    ctx->keyring = e->keyring;
    struct sv url = conf_sv(app->conf, CONF_DATABASE_URL);
    if (sv_eq(url, SV("sqlite")))
        url = sv_printf(&app->arena, "sqlite:%" SV_FMT "/main.db", SV_ARG(app->conf->data_dir));
    struct db_options options = {
        .url = url,
        .reader_count = (int)conf_i64(app->conf, CONF_DATABASE_READERS),
        .queries = &store_queries,
        .migrations = &db_main_migrations,
        .before_commit = keyring_before_commit,
        .before_commit_arg = e->keyring,
    };
    TRY(db_open(ctx, &options, &e->db));
    ctx->db = e->db;
    keyring_derive(e->keyring, SV("email"), &e->email_key);
    keyring_derive(e->keyring, SV("tombstone"), &e->tombstone_key);
    keyring_derive(e->keyring, SV("token"), &e->token_key);
    return ERR_OK;
}

static enum err domain_set(struct ctx *ctx, void *arg)
{
    const struct sv *domain = arg;
    return store_meta_set(ctx, SV("domain"), *domain);
}

/* Every address other servers know is made of the domain, so it is fixed by the first opening. */
static enum err domain_check(struct ctx *ctx, struct app *app)
{
    struct sv stored;
    bool is_found = false;
    TRY(store_meta_find(ctx, SV("domain"), &is_found, &stored));
    if (!is_found)
        return db_write(ctx, domain_set, &app->engine.site.host);
    if (!sv_eq(stored, app->engine.site.host))
        return fail(ctx, ERR_CONFLICT,
                    "this instance was made for %" SV_FMT ", and a domain cannot change",
                    SV_ARG(stored));
    return ERR_OK;
}

static enum err ids_make(struct ctx *ctx, struct engine *e)
{
    int64_t last = 0;
    TRY(store_meta_last_id(ctx, &last));
    uint16_t salt = 0;
    crypto_random_bytes(&salt, sizeof salt);
    e->ids = id_source_new(last, salt);
    return ERR_OK;
}

static void memory_make(struct app *app)
{
    struct engine *e = &app->engine;
    const struct conf *conf = app->conf;
    e->cache = cache_new(&(struct cache_settings){
        .cap_bytes = (size_t)conf_i64(conf, CONF_CACHE_BYTES), .tombstone_max = TOMBSTONES_MAX });
    e->feed = feed_new(
        &(struct feed_settings){ .ring_capacity = (size_t)conf_i64(conf, CONF_FEED_CAPACITY),
                                 .sets_cap_bytes = FOLLOW_SETS_BYTES,
                                 .load = service_feed_load });
    e->domain_rules = domain_rules_new();
    e->emojis = emoji_book_new();
    e->stream = stream_new(STREAM_SUBS_MAX);
    e->consent = consent_meter_new(&(struct consent_meter_settings){ .people_max = METER_PEOPLE_MAX,
                                                                     .cap_bytes = METER_BYTES });
    search_index_new(e->data_dir, &e->search);
    e->media = media_pool_new(
        &(struct media_options){ .worker_count = (uint32_t)conf_i64(conf, CONF_MEDIA_WORKERS) });
}

static enum err parts_open(struct ctx *ctx, struct app *app)
{
    TRY(lock_take(ctx, app));
    TRY(folder_make(ctx, path_in(ctx->arena, app->conf->data_dir, "run")));
    TRY(folder_make(ctx, path_in(ctx->arena, app->conf->data_dir, "media")));
    TRY(store_open(ctx, app, conf_keys_dir(app->conf, ctx->arena)));
    TRY(db_migrate(ctx));
    TRY(service_check_schema(ctx));
    TRY(domain_check(ctx, app));
    TRY(ids_make(ctx, &app->engine));
    memory_make(app);
    ctx->engine = &app->engine;
    enum err err = service_load_emojis(ctx);
    db_release(ctx);
    return err;
}

/* What every opening begins with. */
static enum err app_new(struct ctx *ctx, const struct conf *conf, struct app **out)
{
    process_harden();
    if (access(path_in(ctx->arena, conf->data_dir, "efface.conf"), F_OK) != 0)
        return fail(ctx, ERR_NOT_FOUND, "no instance in %" SV_FMT "; `efface init` makes one",
                    SV_ARG(conf->data_dir));
    TRY(crypto_init());
    struct app *app = heap_new(sizeof *app);
    app->conf = conf;
    app->lock_fd = -1;
    arena_init(&app->arena, APP_ARENA_BYTES);
    app->engine.conf = conf;
    app->engine.data_dir = sv_cstr(&app->arena, conf->data_dir);
    site_make(app);
    *out = app;
    return ERR_OK;
}

/* An opening that failed leaves nothing behind. */
static enum err opened(struct ctx *ctx, struct app *app, enum err err, struct app **out)
{
    if (err == ERR_OK) {
        *out = app;
        return ERR_OK;
    }
    app_close(app);
    ctx->engine = NULL;
    ctx->db = NULL;
    ctx->keyring = NULL;
    return err;
}

enum err app_open(struct ctx *ctx, const struct conf *conf, struct app **out)
{
    struct app *app = NULL;
    TRY(app_new(ctx, conf, &app));
    return opened(ctx, app, parts_open(ctx, app), out);
}

enum err app_open_reading(struct ctx *ctx, const struct conf *conf, struct sv keys_dir,
                          struct app **out)
{
    struct app *app = NULL;
    if (keys_dir.len == 0)
        keys_dir = conf_keys_dir(conf, ctx->arena);
    TRY(app_new(ctx, conf, &app));
    return opened(ctx, app, store_open(ctx, app, keys_dir), out);
}

void app_close(struct app *app)
{
    if (app == NULL)
        return;
    struct engine *e = &app->engine;
    media_pool_free(e->media);
    search_index_free(e->search);
    db_close(e->db);
    keyring_close(e->keyring);
    if (e->cache != NULL) {
        stream_free(e->stream);
        consent_meter_free(e->consent);
        domain_rules_free(e->domain_rules);
        emoji_book_free(e->emojis);
        cache_free(e->cache);
    }
    feed_free(e->feed);
    id_source_free(e->ids);
    if (app->lock_fd >= 0)
        (void)close(app->lock_fd);
    crypto_key_wipe(&e->email_key);
    crypto_key_wipe(&e->tombstone_key);
    crypto_key_wipe(&e->token_key);
    arena_done(&app->arena);
    heap_free(app);
}

void app_setup(void *arg, struct ctx *ctx)
{
    struct app *app = arg;
    ctx->engine = &app->engine;
    ctx->db = app->engine.db;
    ctx->keyring = app->engine.keyring;
}

void app_finish(void *arg, struct ctx *ctx)
{
    UNUSED(arg);
    db_release(ctx);
}
