/* An engine on a keyed store. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include <dirent.h>
#include <pthread.h>
#include <stdio.h>

#include "base/clock.h"
#include "cache/cache.h"
#include "conf/load.h"
#include "model/scope.h"
#include "service/custom_emoji.h"
#include "service/feed_follow.h"
#include "service/sign_up.h"
#include "store/account.h"
#include "store/check.h"
#include "store/erase.h"
#include "store/host.h"
#include "store/media.h"
#include "store/media_file.h"
#include "store/meta.h"
#include "store/remote_actor.h"
#include "store/search_index.h"
#include "stream/stream.h"

#define STREAMS_MAX 64

static void conf_open(struct service_fixture *f)
{
    struct sv sets[] = { SV_INIT("registration=open"), SV_INIT("server.domain=local.example") };
    struct conf_input in = { .data_dir = sv_from(f->keyed.store.folder),
                             .sets = sets,
                             .set_count = ARRAY_COUNT(sets) };
    struct conf_report report = { 0 };
    enum err err = conf_load(&f->keyed.store.arena, &in, &f->conf, &report);
    for (size_t i = 0; i < report.problems.count; i++)
        print_error("%" SV_FMT "\n", SV_ARG(report.problems.items[i]));
    assert_ok(err);
}

/* The parts of memory, on the open store and keyring; ids go on behind the last one. */
static enum err engine_open(struct service_fixture *f)
{
    struct ctx *ctx = &f->keyed.store.ctx;
    int64_t last_id = 0;
    TRY(store_meta_last_id(ctx, &last_id));
    db_release(ctx);
    f->engine = (struct engine){
        .conf = &f->conf,
        .site = { .host = SV("local.example"), .base = SV("https://local.example") },
        .db = ctx->db,
        .keyring = ctx->keyring,
        .ids = id_source_new(last_id, 1),
        .cache = cache_new(&(struct cache_settings){ .cap_bytes = 1 << 20, .tombstone_max = 64 }),
        .feed = feed_new(&(struct feed_settings){
            .ring_capacity = 4096, .sets_cap_bytes = 1 << 20, .load = service_feed_load }),
        .stream = stream_new(STREAMS_MAX),
        .emojis = emoji_book_new(),
        .data_dir = f->keyed.store.folder,
    };
    search_index_new(f->keyed.store.folder, &f->engine.search);
    keyring_derive(ctx->keyring, SV("email"), &f->engine.email_key);
    keyring_derive(ctx->keyring, SV("tombstone"), &f->engine.tombstone_key);
    keyring_derive(ctx->keyring, SV("token"), &f->engine.token_key);
    ctx->engine = &f->engine;
    return ERR_OK;
}

static void engine_close(struct service_fixture *f)
{
    stream_free(f->engine.stream);
    emoji_book_free(f->engine.emojis);
    feed_free(f->engine.feed);
    cache_free(f->engine.cache);
    id_source_free(f->engine.ids);
    search_index_free(f->engine.search);
    f->engine = (struct engine){ 0 };
}

void service_open(struct service_fixture *f, enum fixture_engine engine)
{
    *f = (struct service_fixture){ 0 };
    keyed_open(&f->keyed, engine);
    conf_open(f);
    assert_ctx_ok(&f->keyed.store.ctx, engine_open(f));
}

void service_close(struct service_fixture *f)
{
    engine_close(f);
    keyed_close(&f->keyed);
}

void service_stop(struct service_fixture *f)
{
    engine_close(f);
    keyed_stop(&f->keyed);
}

enum err service_start(struct service_fixture *f)
{
    TRY(keyed_start(&f->keyed));
    enum err err = engine_open(f);
    if (err != ERR_OK)
        keyed_stop(&f->keyed);
    return err;
}

struct ctx *service_anonymous(struct service_fixture *f)
{
    struct ctx *ctx = &f->keyed.store.ctx;
    db_release(ctx);
    ctx->now_ms = clock_now_ms();
    ctx->viewer = (struct viewer){ 0 };
    ctx->error = (struct ctx_error){ 0 };
    return ctx;
}

struct ctx *service_console(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    ctx->viewer.role = USER_ROLE_ADMIN;
    return ctx;
}

static struct viewer viewer_of(const struct user *user)
{
    return (struct viewer){ .account = user->account,
                            .user = user->id,
                            .user_account = user->account,
                            .scopes = SCOPE_ALL,
                            .role = user->role };
}

struct ctx *service_as(struct service_fixture *f, const struct user *user)
{
    struct ctx *ctx = service_anonymous(f);
    ctx->viewer = viewer_of(user);
    return ctx;
}

struct ctx service_thread_as(struct service_fixture *f, const struct user *user,
                             struct arena *arena)
{
    struct ctx ctx = fixture_ctx(&f->keyed.store, arena);
    ctx.keyring = f->keyed.store.ctx.keyring;
    ctx.engine = &f->engine;
    ctx.viewer = viewer_of(user);
    return ctx;
}

struct side {
    struct service_fixture *f;
    const struct user *user;
    pthread_barrier_t *start;
    service_act *act;
    void *arg;
    pthread_t thread;
};

static void *side_run(void *arg)
{
    struct side *side = arg;
    struct arena arena;
    struct ctx ctx = service_thread_as(side->f, side->user, &arena);
    (void)pthread_barrier_wait(side->start);
    side->act(&ctx, side->arg);
    db_release(&ctx);
    arena_done(&arena);
    return NULL;
}

void service_race(struct service_fixture *f, const struct user *user, service_act *one,
                  service_act *other, void *arg)
{
    pthread_barrier_t start;
    struct side sides[] = {
        { .f = f, .user = user, .start = &start, .act = one, .arg = arg },
        { .f = f, .user = user, .start = &start, .act = other, .arg = arg },
    };
    assert_int_equal(pthread_barrier_init(&start, NULL, ARRAY_COUNT(sides)), 0);
    for (size_t i = 0; i < ARRAY_COUNT(sides); i++)
        assert_int_equal(pthread_create(&sides[i].thread, NULL, side_run, &sides[i]), 0);
    for (size_t i = 0; i < ARRAY_COUNT(sides); i++)
        assert_int_equal(pthread_join(sides[i].thread, NULL), 0);
    (void)pthread_barrier_destroy(&start);
}

struct user service_person(struct service_fixture *f, const char *username)
{
    struct ctx *ctx = service_anonymous(f);
    char password[] = "correct horse";
    struct sign_up what = {
        .username = sv_from(username),
        .email = sv_printf(ctx->arena, "%s@mail.example", username),
        .password = secret_make(password, sizeof password - 1),
        .locale = SV("en"),
        .role = USER_ROLE_USER,
    };
    struct user user;
    assert_ctx_ok(ctx, service_sign_up(ctx, &what, &user));
    return user;
}

struct ctx *service_acting(struct service_fixture *f, struct account_id account)
{
    struct ctx *ctx = service_anonymous(f);
    ctx->viewer = (struct viewer){
        .account = account, .user_account = account, .scopes = SCOPE_ALL, .role = USER_ROLE_USER
    };
    return ctx;
}

struct remote {
    const char *username;
    const char *host;
    int64_t id;
};

static enum err remote_insert(struct ctx *ctx, void *arg)
{
    const struct remote *r = arg;
    struct remote_actor actor = { .account = { r->id } };
    TRY(store_host_upsert(ctx, host_id(engine_next_id(ctx)), sv_from(r->host), &actor.host));
    TRY(store_inbox_upsert(ctx, inbox_id(engine_next_id(ctx)), actor.host,
                           sv_printf(ctx->arena, "https://%s/u/%s/inbox", r->host, r->username),
                           &actor.inbox));
    TRY(store_inbox_upsert(ctx, inbox_id(engine_next_id(ctx)), actor.host,
                           sv_printf(ctx->arena, "https://%s/inbox", r->host),
                           &actor.shared_inbox));
    struct account account = { .id = actor.account,
                               .username = sv_from(r->username),
                               .domain = sv_from(r->host),
                               .uri =
                                   sv_printf(ctx->arena, "https://%s/u/%s", r->host, r->username),
                               .created_ms = ctx->now_ms,
                               .updated_ms = ctx->now_ms };
    struct account_sealed sealed = { 0 };
    TRY(store_account_insert(ctx, &account, actor.host, &sealed));
    return store_remote_actor_upsert(ctx, &actor);
}

struct account_id service_remote(struct service_fixture *f, const char *username, const char *host,
                                 int64_t id)
{
    struct remote r = { username, host, id };
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, db_write(ctx, remote_insert, &r));
    return account_id(id);
}

struct picture_write {
    struct media media;
    struct media_sealed sealed;
    struct keyring_new key;
    struct sv wrapped;
};

static enum err picture_insert(struct ctx *ctx, void *arg)
{
    struct picture_write *write = arg;
    keyring_attach(ctx, &write->key, write->wrapped);
    return store_media_insert(ctx, &write->media, &write->sealed);
}

static void version_write(struct service_fixture *f, const struct picture_write *w,
                          enum media_version version, struct sv bytes)
{
    struct ctx *ctx = &f->keyed.store.ctx;
    assert_ctx_ok(ctx, store_media_file_write(ctx, f->engine.data_dir, w->media.file, version,
                                              &w->key.key, bytes));
}

struct media service_picture(struct service_fixture *f, struct account_id owner, struct sv alt,
                             struct sv original, struct sv small)
{
    struct ctx *ctx = &f->keyed.store.ctx;
    struct picture_write w = { .media = { .id = media_id(engine_next_id(ctx)),
                                          .owner = owner,
                                          .kind = MEDIA_IMAGE,
                                          .file = media_file_new_name(ctx->arena),
                                          .alt = alt,
                                          .created_ms = ctx->now_ms } };
    w.media.token = store_media_token(ctx, w.media.id);
    w.media.versions[MEDIA_VERSION_ORIGINAL] = (struct media_file_meta){ .mime = SV("image/png") };
    keyring_new_key(owner, w.media.id.v, &w.key);
    assert_ctx_ok(ctx, keyring_wrap(ctx, &w.key, NULL, &w.wrapped));
    assert_ctx_ok(ctx, store_media_seal(ctx, &w.media, &w.key.key, &w.sealed));
    version_write(f, &w, MEDIA_VERSION_ORIGINAL, original);
    version_write(f, &w, MEDIA_VERSION_SMALL, small);
    assert_ctx_ok(ctx, db_write(ctx, picture_insert, &w));
    return w.media;
}

struct rows_left {
    struct account_id account;
    int64_t count;
};

static enum err rows_walk(struct ctx *ctx, void *arg)
{
    struct rows_left *left = arg;
    struct erase_step step = { .whole_account = left->account,
                               .rows_left = INT64_MAX / 2,
                               .end_us = INT64_MAX };
    bool is_done = false;
    TRY(store_erase_account(ctx, &step, left->account, &is_done));
    left->count = step.rows_erased;
    return ERR_NOT_BUILT; /* only looked at: the write is undone */
}

int64_t service_rows_left(struct service_fixture *f, struct account_id account)
{
    struct rows_left left = { .account = account };
    assert_err(db_write(service_console(f), rows_walk, &left), ERR_NOT_BUILT);
    return left.count;
}

static size_t count_files(const char *folder)
{
    size_t count = 0;
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return 0;
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        char path[4096];
        (void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (e->d_name[0] == '.')
            continue;
        count += e->d_type == DT_DIR ? count_files(path) : 1;
    }
    closedir(dir);
    return count;
}

void service_counters_check(struct service_fixture *f)
{
    struct ctx *ctx = service_console(f);
    for (enum check_counter which = 0; which < CHECK_COUNTER_COUNT; which++) {
        int64_t after = 0;
        int64_t off = 0;
        bool is_done = false;
        while (!is_done)
            assert_ctx_ok(ctx, store_check_counters(ctx, which, &after, 20, &off, &is_done));
        if (off > 0)
            fail_msg("%lld counters of kind %d are off", (long long)off, (int)which);
    }
    db_release(ctx);
}

size_t service_files_count(struct service_fixture *f)
{
    return count_files(sv_printf(&f->keyed.store.arena, "%s/media", f->engine.data_dir).ptr);
}
