/* An engine on a keyed store. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "cache/cache.h"
#include "conf/load.h"
#include "model/scope.h"
#include "service/sign_up.h"
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

void service_open(struct service_fixture *f, enum fixture_engine engine)
{
    *f = (struct service_fixture){ 0 };
    keyed_open(&f->keyed, engine);
    struct ctx *ctx = &f->keyed.store.ctx;
    conf_open(f);
    f->engine = (struct engine){
        .conf = &f->conf,
        .site = { .host = SV("local.example"), .base = SV("https://local.example") },
        .db = ctx->db,
        .keyring = ctx->keyring,
        .ids = id_source_new(0, 1),
        .cache = cache_new(&(struct cache_settings){ .cap_bytes = 1 << 20, .tombstone_max = 64 }),
        .stream = stream_new(STREAMS_MAX),
        .data_dir = f->keyed.store.folder,
    };
    keyring_derive(ctx->keyring, SV("email"), &f->engine.email_key);
    keyring_derive(ctx->keyring, SV("tombstone"), &f->engine.tombstone_key);
    keyring_derive(ctx->keyring, SV("token"), &f->engine.token_key);
    ctx->engine = &f->engine;
}

void service_close(struct service_fixture *f)
{
    stream_free(f->engine.stream);
    cache_free(f->engine.cache);
    id_source_free(f->engine.ids);
    keyed_close(&f->keyed);
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

struct ctx *service_as(struct service_fixture *f, const struct user *user)
{
    struct ctx *ctx = service_anonymous(f);
    ctx->viewer = (struct viewer){ .account = user->account,
                                   .user = user->id,
                                   .user_account = user->account,
                                   .scopes = SCOPE_ALL,
                                   .role = user->role };
    return ctx;
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
