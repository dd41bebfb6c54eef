/* fed/push, service/subscribe_push and service/send_push: who is sent what, what an answer of a push service does, what ends
 * with a token and an account; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "crypto/p256.h"
#include "crypto/random.h"
#include "fed/push.h"
#include "service/authenticate.h"
#include "service/authorize_application.h"
#include "service/follow_account.h"
#include "service/manage_page.h"
#include "service/post_status.h"
#include "service/subscribe_push.h"
#include "store/push.h"
#include "text/base64.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define RENDERED_MAX 64

/* What the push service was sent, and what it answers. */
struct mail {
    int64_t status;        /* of every answer; 0 = none comes */
    int64_t retry_after_s; /* with it */
    enum err refusal;      /* of submit; ERR_OK: it is taken */
    size_t count;
    struct notification_id rendered[RENDERED_MAX];
    char token[64]; /* of the last message */
};

static struct mail mail;

static enum err submit(void *arg, struct arena *a, struct fed_post *post)
{
    UNUSED(arg);
    UNUSED(a);
    if (mail.refusal != ERR_OK)
        return mail.refusal;
    assert_true(sv_starts_with(post->url, SV("http")));
    post->status = mail.status;
    post->err = mail.status == 0 ? ERR_TIMEOUT : net_err_of_status(mail.status);
    post->retry_after_s = mail.retry_after_s;
    post->done(post);
    return ERR_OK;
}

static enum err render(struct ctx *ctx, const struct push_message *message, struct sv *out)
{
    assert_true(account_id_eq(ctx->viewer.account, message->view.notification.owner));
    assert_true(mail.count < RENDERED_MAX && message->access_token.len < sizeof mail.token);
    mail.rendered[mail.count++] = message->view.notification.id;
    memcpy(mail.token, message->access_token.ptr, message->access_token.len);
    mail.token[message->access_token.len] = '\0';
    *out = SV("a message");
    return ERR_OK;
}

static const struct fed_push_options options = { .transport = { .submit = submit },
                                                 .render = render };

struct app {
    struct user user;
    struct sv token;
    struct viewer viewer;
};

static struct arena kept; /* texts that outlive a request */

static struct app app_of(struct service_fixture *f, const struct user *user,
                         struct account_id account)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv redirect = SV("urn:ietf:wg:oauth:2.0:oob");
    struct application_draft draft = {
        .name = SV("app"), .redirect_uris = &redirect, .redirect_uri_count = 1, .scopes = 0x3FFFFFF
    };
    struct application made;
    struct sv secret;
    struct app app = { .user = *user };
    assert_ctx_ok(ctx, service_register_application(ctx, &draft, NULL, &made, &secret));
    assert_ctx_ok(ctx, service_new_token(ctx, user->id, account, made.id, 0x3FFFFFF, &app.token));
    app.token = sv_copy(&kept, app.token);
    assert_ctx_ok(ctx, service_authenticate_token(ctx, app.token, &app.viewer));
    return app;
}

static struct ctx *as_app(struct service_fixture *f, const struct app *app)
{
    struct ctx *ctx = service_anonymous(f);
    ctx->viewer = app->viewer;
    return ctx;
}

static struct push_draft draft_of(struct arena *a, const struct app *app, int64_t alerts)
{
    struct p256_private key;
    p256_generate(&key);
    return (struct push_draft){
        .access_token = app->token,
        .endpoint = SV("https://push.example/send"),
        .key = base64_encode(a, sv_make(key.public.bytes, sizeof key.public.bytes), BASE64_URL),
        .auth = crypto_random_token(a, PUSH_AUTH_BYTES),
        .alerts = alerts,
        .is_standard = true,
    };
}

static void subscribe(struct service_fixture *f, const struct app *app, int64_t alerts,
                      enum push_policy policy)
{
    struct ctx *ctx = as_app(f, app);
    struct push_draft draft = draft_of(ctx->arena, app, alerts);
    struct push_subscription made;
    draft.policy = policy;
    assert_ctx_ok(ctx, service_subscribe_push(ctx, &draft, &made));
    struct push_subscription stored;
    assert_ctx_ok(ctx, service_get_push(ctx, &stored));
    assert_sv_lit(stored.address.endpoint, "https://push.example/send");
    assert_int_equal(stored.id.v, made.id.v);
    assert_sv(stored.address.key, made.address.key);
    assert_true(stored.address.is_standard && stored.alerts == alerts && stored.policy == policy);
}

static bool is_subscribed(struct service_fixture *f, const struct app *app)
{
    struct ctx *ctx = as_app(f, app);
    struct push_subscription stored;
    enum err err = service_get_push(ctx, &stored);
    assert_true(err == ERR_OK || err == ERR_NOT_FOUND);
    return err == ERR_OK;
}

static void mention(struct service_fixture *f, const struct user *by, const char *text)
{
    struct ctx *ctx = service_as(f, by);
    struct post_draft draft = { .text = sv_from(text) };
    struct status out;
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &out));
}

/* Send what is due at a moment from now; how many messages went. */
static size_t sends(struct service_fixture *f, int64_t later_ms)
{
    struct ctx *ctx = service_anonymous(f);
    int64_t sent = 0;
    ctx->now_ms += later_ms;
    mail.count = 0;
    assert_ctx_ok(ctx, fed_push_run(ctx, &options, &sent));
    return mail.count;
}

#define MENTION (INT64_C(1) << PUSH_ALERT_MENTION)
#define FOLLOW (INT64_C(1) << PUSH_ALERT_FOLLOW)

struct cast {
    struct user alice;
    struct user bob;
    struct user carol;
    struct app app;
};

static void each_is_sent_once_and_in_order(struct service_fixture *f, struct cast *cast)
{
    mail = (struct mail){ .status = 201 };
    mention(f, &cast->bob, "@alice before there was a subscription");
    subscribe(f, &cast->app, MENTION, PUSH_POLICY_ALL);
    assert_int_equal(sends(f, 0), 0);
    mention(f, &cast->bob, "@alice one");
    mention(f, &cast->bob, "@alice two");
    struct ctx *ctx = service_as(f, &cast->bob);
    struct follow_options follow = { .shows_reblogs = true };
    struct relationship relation;
    assert_ctx_ok(ctx, service_follow_account(ctx, cast->alice.account, &follow, &relation));
    assert_int_equal(sends(f, 0), 2);
    assert_true(mail.rendered[0].v < mail.rendered[1].v);
    assert_true(sv_eq(sv_from(mail.token), cast->app.token));
    assert_int_equal(sends(f, 0), 0);
    /* What was not wanted when it happened is not sent once it is. */
    ctx = as_app(f, &cast->app);
    struct push_edit edit = { .has_alerts = true, .alerts = MENTION | FOLLOW };
    struct push_subscription changed;
    assert_ctx_ok(ctx, service_edit_push(ctx, &edit, &changed));
    assert_int_equal(changed.alerts, MENTION | FOLLOW);
    mention(f, &cast->bob, "@alice three");
    assert_int_equal(sends(f, 0), 1);
}

static void policies_are_kept(struct service_fixture *f, struct cast *cast)
{
    mail = (struct mail){ .status = 201 };

    /* Bob follows Alice, Alice follows nobody. */
    static const struct {
        enum push_policy policy;
        size_t by_bob;
        size_t by_carol;
    } cases[] = {
        { PUSH_POLICY_ALL, 1, 1 },
        { PUSH_POLICY_FOLLOWER, 1, 0 },
        { PUSH_POLICY_FOLLOWED, 0, 0 },
        { PUSH_POLICY_NONE, 0, 0 },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        subscribe(f, &cast->app, MENTION, cases[i].policy);
        mention(f, &cast->bob, "@alice from bob");
        assert_int_equal(sends(f, 0), cases[i].by_bob);
        mention(f, &cast->carol, "@alice from carol");
        assert_int_equal(sends(f, 0), cases[i].by_carol);
    }
}

static void answers_decide(struct service_fixture *f, struct cast *cast)
{
    subscribe(f, &cast->app, MENTION, PUSH_POLICY_ALL);
    static const int64_t later[] = { 429, 503, 500, 0 };
    for (size_t i = 0; i < ARRAY_COUNT(later); i++) {
        mail = (struct mail){ .status = later[i] };
        mention(f, &cast->bob, "@alice wait");
        assert_int_equal(sends(f, 0), 1);
        assert_int_equal(sends(f, 10 * MS_PER_SECOND), 0);
        mail.status = 201;
        assert_int_equal(sends(f, 2 * MS_PER_HOUR), 1);
    }
    /* Asked to wait longer, it waits longer, but not for ever. */
    mail = (struct mail){ .status = 429, .retry_after_s = 3 * 3600 };
    mention(f, &cast->bob, "@alice patience");
    assert_int_equal(sends(f, 0), 1);
    assert_int_equal(sends(f, 2 * MS_PER_HOUR), 0);
    mail = (struct mail){ .status = 429, .retry_after_s = INT32_MAX };
    assert_int_equal(sends(f, 4 * MS_PER_HOUR), 1);
    mail = (struct mail){ .status = 201 };
    assert_int_equal(sends(f, 12 * MS_PER_HOUR), 1);
    /* Too old to be told. */
    mail = (struct mail){ .status = 503 };
    mention(f, &cast->bob, "@alice old news");
    assert_int_equal(sends(f, 0), 1);
    mail = (struct mail){ .status = 201 };
    assert_int_equal(sends(f, PUSH_LIFE_MS + MS_PER_DAY), 0);
    /* One message that is never taken does not keep the next. */
    mail = (struct mail){ .status = 400 };
    subscribe(f, &cast->app, MENTION, PUSH_POLICY_ALL);
    mention(f, &cast->bob, "@alice refused");
    assert_int_equal(sends(f, 0), 1);
    mail = (struct mail){ .status = 201 };
    mention(f, &cast->bob, "@alice taken");
    assert_int_equal(sends(f, 0), 1);
    assert_true(is_subscribed(f, &cast->app));
    static const int64_t gone[] = { 404, 410 };
    for (size_t i = 0; i < ARRAY_COUNT(gone); i++) {
        mail = (struct mail){ .status = gone[i] };
        subscribe(f, &cast->app, MENTION, PUSH_POLICY_ALL);
        mention(f, &cast->bob, "@alice gone");
        assert_int_equal(sends(f, 0), 1);
        assert_false(is_subscribed(f, &cast->app));
    }
    mail = (struct mail){ .refusal = ERR_ADDRESS_REFUSED };
    subscribe(f, &cast->app, MENTION, PUSH_POLICY_ALL);
    mention(f, &cast->bob, "@alice a private address");
    assert_int_equal(sends(f, 0), 1);
    assert_false(is_subscribed(f, &cast->app));
}

static void nobody_waits_for_another(struct service_fixture *f, struct cast *cast)
{
    struct app other = app_of(f, &cast->carol, cast->carol.account);
    subscribe(f, &cast->app, MENTION, PUSH_POLICY_ALL);
    mail = (struct mail){ .status = 503 };
    mention(f, &cast->bob, "@alice first");
    assert_int_equal(sends(f, 0), 1);
    subscribe(f, &other, MENTION, PUSH_POLICY_ALL);
    mail = (struct mail){ .status = 201 };
    mention(f, &cast->bob, "@alice @carol second");
    assert_int_equal(sends(f, 0), 1);
    assert_true(sv_eq(sv_from(mail.token), other.token));
    assert_int_equal(sends(f, MS_PER_HOUR), 2);
}

static void subscriptions_end_with_their_token(struct service_fixture *f, struct cast *cast)
{
    mail = (struct mail){ .status = 201 };
    subscribe(f, &cast->app, MENTION, PUSH_POLICY_ALL);
    struct ctx *ctx = service_as(f, &cast->alice);
    assert_ctx_ok(ctx, service_end_token(ctx, cast->app.viewer.token));
    assert_false(is_subscribed(f, &cast->app));
    mention(f, &cast->bob, "@alice nobody listens");
    assert_int_equal(sends(f, 0), 0);
    cast->app = app_of(f, &cast->alice, cast->alice.account);
    subscribe(f, &cast->app, MENTION, PUSH_POLICY_ALL);
    ctx = as_app(f, &cast->app);
    assert_ctx_ok(ctx, service_unsubscribe_push(ctx));
    assert_ctx_ok(ctx, service_unsubscribe_push(ctx));
    assert_false(is_subscribed(f, &cast->app));
}

/* An app that acts for a page belongs to its person: with the role it ends, and with either account. */
static void pages_and_their_people(struct service_fixture *f, struct cast *cast)
{
    mail = (struct mail){ .status = 201 };
    struct ctx *ctx = service_as(f, &cast->alice);
    struct account page;
    assert_ctx_ok(ctx,
                  service_new_page(ctx, SV("paper"), SV("Paper"), cast->alice.id, NULL, &page));
    struct account_id id = page.id;
    struct app app = app_of(f, &cast->alice, id);
    subscribe(f, &app, MENTION, PUSH_POLICY_ALL);
    struct push_subscription stored;
    ctx = as_app(f, &app);
    assert_ctx_ok(ctx, service_get_push(ctx, &stored));
    assert_true(account_id_eq(stored.owner, cast->alice.account) &&
                account_id_eq(stored.account, id));
    mention(f, &cast->bob, "@paper hello");
    assert_int_equal(sends(f, 0), 1);
    assert_true(service_rows_left(f, id) > 0);
    int64_t before = service_rows_left(f, cast->alice.account);
    ctx = as_app(f, &app);
    assert_ctx_ok(ctx, service_unsubscribe_push(ctx));
    assert_int_equal(service_rows_left(f, cast->alice.account), before - 1);
}

static void what_is_no_address_is_refused(struct service_fixture *f, struct cast *cast)
{
    struct push_subscription made;
    struct ctx *ctx = as_app(f, &cast->app);
    struct push_draft good = draft_of(ctx->arena, &cast->app, MENTION);
    struct push_draft draft = good;
    draft.endpoint = SV("http://push.example/");
    assert_err(service_subscribe_push(ctx, &draft, &made), ERR_VALIDATION);
    draft = good;
    char *off = arena_copy(ctx->arena, good.key.ptr, good.key.len);
    off[20] = off[20] == 'A' ? 'B' : 'A';
    draft.key = sv_make(off, good.key.len);
    assert_err(service_subscribe_push(ctx, &draft, &made), ERR_VALIDATION);
    ctx = service_as(f, &cast->alice); /* a session of the pages */
    assert_err(service_subscribe_push(ctx, &good, &made), ERR_USER_REQUIRED);
    assert_err(service_get_push(service_anonymous(f), &made), ERR_USER_REQUIRED);
}

/* An account's subscriptions are bounded: the oldest go. */
static void there_are_not_many(struct service_fixture *f, struct cast *cast)
{
    mail = (struct mail){ .status = 201 };
    struct app first = app_of(f, &cast->carol, cast->carol.account);
    subscribe(f, &first, MENTION, PUSH_POLICY_ALL);
    for (size_t i = 0; i < STORE_PUSHES_MAX; i++) {
        assert_true(is_subscribed(f, &first));
        struct app app = app_of(f, &cast->carol, cast->carol.account);
        subscribe(f, &app, MENTION, PUSH_POLICY_ALL);
    }
    assert_false(is_subscribed(f, &first));
    mention(f, &cast->bob, "@carol all of you");
    assert_int_equal(sends(f, 0), STORE_PUSHES_MAX);
}

static void both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        arena_init(&kept, 1 << 20);
        service_open(&f, engines[i]);
        struct cast cast = { .alice = service_person(&f, "alice"),
                             .bob = service_person(&f, "bob"),
                             .carol = service_person(&f, "carol") };
        cast.app = app_of(&f, &cast.alice, cast.alice.account);
        what_is_no_address_is_refused(&f, &cast);
        each_is_sent_once_and_in_order(&f, &cast);
        policies_are_kept(&f, &cast);
        answers_decide(&f, &cast);
        nobody_waits_for_another(&f, &cast);
        subscriptions_end_with_their_token(&f, &cast);
        pages_and_their_people(&f, &cast);
        there_are_not_many(&f, &cast);
        service_close(&f);
        arena_done(&kept);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_engines),
    };
    return cmocka_run_group_tests_name("fed/push", tests, NULL, NULL);
}
