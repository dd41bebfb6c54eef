/* service/authorize_application: registration, codes, PKCE, tokens, revocation; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "crypto/hash.h"
#include "model/scope.h"
#include "service/authenticate.h"
#include "service/authorize_application.h"
#include "service/secret_hash.h"
#include "stream/stream.h"

#define REDIRECT SV("https://app.example/callback")
#define VERIFIER SV("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")

static void registers_and_refuses(struct service_fixture *f, struct application *app,
                                  struct sv *secret)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv bad[] = { SV("javascript:alert(1)"), SV("relative") };
    struct application_draft draft = { .name = SV(" "),
                                       .redirect_uris = bad,
                                       .redirect_uri_count = 1,
                                       .website = SV("nothing"),
                                       .scopes = 0 };
    struct field_errors errors;
    assert_err(service_register_application(ctx, &draft, &errors, app, secret), ERR_VALIDATION);
    assert_int_equal(errors.count, 4);
    struct sv good[] = { REDIRECT, APPLICATION_OOB };
    draft = (struct application_draft){ .name = SV("An App"),
                                        .redirect_uris = good,
                                        .redirect_uri_count = 2,
                                        .website = SV("https://app.example"),
                                        .scopes = SCOPE(SCOPE_READ_STATUSES) |
                                                  SCOPE(SCOPE_WRITE_STATUSES) };
    assert_ctx_ok(ctx, service_register_application(ctx, &draft, &errors, app, secret));
    struct application found;
    assert_ctx_ok(ctx, service_check_application(ctx, app->client_id, *secret, &found));
    assert_sv_lit(found.name, "An App");
    assert_sv_lit(found.redirect_uris, "https://app.example/callback\nurn:ietf:wg:oauth:2.0:oob");
    assert_err(service_check_application(ctx, app->client_id, SV("guess"), &found), ERR_NOT_FOUND);
    assert_err(service_check_application(ctx, SV("nobody"), *secret, &found), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_get_application(ctx, app->id, &found));
}

static struct authorization agreement(const struct application *app, const struct user *user)
{
    return (struct authorization){ .application = app,
                                   .redirect_uri = REDIRECT,
                                   .scopes = SCOPE(SCOPE_READ_STATUSES),
                                   .account = user->account };
}

static void authorizes_only_what_is_registered(struct service_fixture *f,
                                               const struct application *app,
                                               const struct user *user)
{
    struct sv code;
    struct authorization what = agreement(app, user);
    assert_err(service_authorize_application(service_anonymous(f), &what, &code),
               ERR_LOGIN_REQUIRED);
    struct ctx *ctx = service_as(f, user);
    ctx->viewer.token = token_id(1);
    assert_err(service_authorize_application(ctx, &what, &code), ERR_LOGIN_REQUIRED);
    ctx = service_as(f, user);
    what.redirect_uri = SV("https://app.example/callback2");
    assert_err(service_authorize_application(ctx, &what, &code), ERR_BAD_PARAM);
    what = agreement(app, user);
    what.scopes |= SCOPE(SCOPE_PUSH);
    assert_err(service_authorize_application(ctx, &what, &code), ERR_SCOPE);
    what = agreement(app, user);
    what.challenge = SV("short");
    assert_err(service_authorize_application(ctx, &what, &code), ERR_BAD_PARAM);
    what = agreement(app, user);
    what.account = account_id(1);
    assert_err(service_authorize_application(ctx, &what, &code), ERR_NOT_FOUND);
}

static struct sv new_code(struct service_fixture *f, const struct application *app,
                          const struct user *user, struct sv challenge)
{
    struct ctx *ctx = service_as(f, user);
    struct authorization what = agreement(app, user);
    what.challenge = challenge;
    struct sv code;
    assert_ctx_ok(ctx, service_authorize_application(ctx, &what, &code));
    return code;
}

static void codes_work_once(struct service_fixture *f, const struct application *app,
                            const struct user *user)
{
    struct granted_token granted;
    struct code_exchange exchange = {
        .application = app,
        .code = new_code(f, app, user, (struct sv){ NULL, 0 }),
        .redirect_uri = REDIRECT,
    };
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_exchange_code(ctx, &exchange, &granted));
    assert_true(granted.scopes == SCOPE(SCOPE_READ_STATUSES));
    struct viewer viewer;
    assert_ok(service_authenticate_token(ctx, granted.token, &viewer));
    struct granted_token again;
    assert_err(service_exchange_code(ctx, &exchange, &again), ERR_FORBIDDEN);
    /* Whoever came first may have been the thief. */
    assert_err(service_authenticate_token(service_anonymous(f), granted.token, &viewer),
               ERR_NO_TOKEN);

    exchange.code = new_code(f, app, user, (struct sv){ NULL, 0 });
    exchange.redirect_uri = APPLICATION_OOB;
    ctx = service_anonymous(f);
    assert_err(service_exchange_code(ctx, &exchange, &granted), ERR_FORBIDDEN);
    /* Burnt by the wrong try. */
    exchange.redirect_uri = REDIRECT;
    assert_err(service_exchange_code(ctx, &exchange, &granted), ERR_FORBIDDEN);

    exchange.code = new_code(f, app, user, (struct sv){ NULL, 0 });
    ctx = service_anonymous(f);
    ctx->now_ms += CODE_LIFE_MS;
    assert_err(service_exchange_code(ctx, &exchange, &granted), ERR_FORBIDDEN);

    struct application other = *app;
    other.id = application_id(1);
    exchange.application = &other;
    exchange.code = new_code(f, app, user, (struct sv){ NULL, 0 });
    assert_err(service_exchange_code(service_anonymous(f), &exchange, &granted), ERR_FORBIDDEN);
}

static void proof_keys_are_asked_for(struct service_fixture *f, const struct application *app,
                                     const struct user *user)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv challenge = crypto_sha256_base64url(ctx->arena, VERIFIER);
    assert_sv_lit(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    struct granted_token granted;
    struct code_exchange exchange = { .application = app, .redirect_uri = REDIRECT };
    exchange.code = new_code(f, app, user, challenge);
    assert_err(service_exchange_code(service_anonymous(f), &exchange, &granted), ERR_FORBIDDEN);
    exchange.code = new_code(f, app, user, challenge);
    exchange.verifier = SV("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXx");
    assert_err(service_exchange_code(service_anonymous(f), &exchange, &granted), ERR_FORBIDDEN);
    exchange.code = new_code(f, app, user, challenge);
    exchange.verifier = VERIFIER;
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_exchange_code(ctx, &exchange, &granted));
    assert_ctx_ok(ctx, service_authenticate_token(ctx, granted.token, &ctx->viewer));
    assert_true(account_id_eq(ctx->viewer.account, user->account));
    assert_false(ctx->viewer.is_page);
    assert_ctx_ok(ctx, service_note_seen(ctx, NULL));
    struct token_entry *entries;
    size_t count;
    assert_ctx_ok(ctx, service_list_tokens(ctx, token_id(0), &entries, &count));
    assert_int_equal(count, 1);
    assert_sv_lit(entries[0].application, "An App");
    assert_int_equal(entries[0].used_day, ctx->now_ms / MS_PER_DAY);
    assert_ctx_ok(ctx, service_end_token(ctx, entries[0].id));
    assert_err(service_end_token(ctx, entries[0].id), ERR_NOT_FOUND);
    assert_err(service_authenticate_token(ctx, granted.token, &ctx->viewer), ERR_NO_TOKEN);
}

static bool ignore_event(void *arg, const struct stream_channel *channel,
                         struct stream_event *event)
{
    UNUSED(arg);
    UNUSED(channel);
    UNUSED(event);
    return true;
}

static void note_end(void *arg, enum stream_end why)
{
    *(int *)arg = 1 + (int)why;
}

static void revocation_ends_streams(struct service_fixture *f, const struct application *app,
                                    const struct user *user)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv token;
    assert_ctx_ok(ctx, service_new_token(ctx, user->id, user->account, app->id,
                                         SCOPE(SCOPE_READ_STATUSES), &token));
    struct viewer viewer;
    assert_ctx_ok(ctx, service_authenticate_token(ctx, token, &viewer));
    int ended = 0;
    struct stream_listener listener = { .deliver = ignore_event,
                                        .end = note_end,
                                        .arg = &ended,
                                        .token = viewer.token,
                                        .account = viewer.account,
                                        .user_account = viewer.user_account };
    struct stream_sub *sub;
    assert_ok(stream_subscribe(f->engine.stream, &listener, &sub));
    assert_err(service_revoke_token(ctx, application_id(1), token), ERR_FORBIDDEN);
    assert_int_equal(ended, 0);
    assert_ctx_ok(ctx, service_revoke_token(ctx, app->id, token));
    assert_int_equal(ended, 1 + STREAM_END_TOKEN);
    assert_ctx_ok(ctx, service_revoke_token(ctx, app->id, token));
    assert_err(service_authenticate_token(ctx, token, &viewer), ERR_NO_TOKEN);
    stream_unsubscribe(f->engine.stream, sub);
}

static void applications_have_tokens_of_their_own(struct service_fixture *f,
                                                  const struct application *app)
{
    struct ctx *ctx = service_anonymous(f);
    struct granted_token granted;
    assert_err(service_new_application_token(ctx, app, SCOPE(SCOPE_PUSH), &granted), ERR_SCOPE);
    assert_ctx_ok(ctx,
                  service_new_application_token(ctx, app, SCOPE(SCOPE_READ_STATUSES), &granted));
    struct viewer viewer;
    assert_ctx_ok(ctx, service_authenticate_token(ctx, granted.token, &viewer));
    assert_true(user_id_is_none(viewer.user));
    assert_true(application_id_eq(viewer.application, app->id));
    assert_err(service_authenticate_token(ctx, SV("guess"), &viewer), ERR_NO_TOKEN);
    assert_err(service_authenticate_token(ctx, SV(""), &viewer), ERR_NO_TOKEN);
}

static void form_tokens_are_bound(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv token = service_form_token(ctx, SV("cookie"), SV("authorize"));
    assert_true(service_form_token_fits(ctx, SV("cookie"), SV("authorize"), token));
    assert_false(service_form_token_fits(ctx, SV("cookie"), SV("sign_out"), token));
    assert_false(service_form_token_fits(ctx, SV("other"), SV("authorize"), token));
    struct sv empty = service_form_token(ctx, SV(""), SV("authorize"));
    assert_false(service_form_token_fits(ctx, SV(""), SV("authorize"), empty));
}

static void on_engine(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        skip();
    struct service_fixture f;
    service_open(&f, engine);
    struct user alice = service_person(&f, "alice");
    struct application app;
    struct sv secret;
    registers_and_refuses(&f, &app, &secret);
    authorizes_only_what_is_registered(&f, &app, &alice);
    codes_work_once(&f, &app, &alice);
    proof_keys_are_asked_for(&f, &app, &alice);
    revocation_ends_streams(&f, &app, &alice);
    applications_have_tokens_of_their_own(&f, &app);
    form_tokens_are_bound(&f);
    service_close(&f);
}

static void on_sqlite(void **state)
{
    UNUSED(state);
    on_engine(FIXTURE_SQLITE);
}

static void on_postgres(void **state)
{
    UNUSED(state);
    on_engine(FIXTURE_POSTGRES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_sqlite),
        cmocka_unit_test(on_postgres),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
