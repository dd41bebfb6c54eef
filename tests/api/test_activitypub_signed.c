/* api/activitypub: requests with a signature: who signed sees what they may, is remembered as having it, and is counted. */
#include "base/ctx.h"

#include "harness/harness.h"
#include "harness/api_fixture.h"

#include "api/activitypub/routes.h"
#include "api/rate_kind.h"
#include "base/clock.h"
#include "consent/meter.h"
#include "db/db.h"
#include "fed/fed.h"
#include "http/rate.h"
#include "service/engine.h"
#include "service/follow_account.h"
#include "service/post_status.h"
#include "store/outbound.h"
#include "store/remote_actor.h"

#define FAR account_id(900)
#define KEY_ID "https://far.example/users/far#main-key"

static struct api_fixture f;
static struct user ann;
static struct rsa_key *key;
static int fetches;

/* Nobody is reached: keys that are not here cannot be had. */
static enum err no_network(void *arg, struct arena *a, const struct net_request *req,
                           struct net_response *out)
{
    UNUSED(arg);
    UNUSED(a);
    UNUSED(req);
    UNUSED(out);
    fetches++;
    return ERR_UPSTREAM;
}

static enum err key_write(struct ctx *ctx, void *arg)
{
    UNUSED(arg);
    struct remote_actor actor;
    TRY(store_remote_actor_get(ctx, FAR, &actor));
    actor.key_uri = SV(KEY_ID);
    actor.public_key = rsa_public_pack(ctx->arena, rsa_public_of(ctx->arena, key));
    actor.fetched_ms = ctx->now_ms;
    return store_remote_actor_upsert(ctx, &actor);
}

static int setup(void **state)
{
    UNUSED(state);
    struct fed_transport transport = { .fetch = no_network };
    api_open(&f, FIXTURE_SQLITE, &activitypub_routes, 1);
    struct engine *engine = &f.service.engine;
    engine->consent = consent_meter_new(
        &(struct consent_meter_settings){ .people_max = 1000, .cap_bytes = 1 << 20 });
    engine->rates = rate_table_new(64, 1);
    assert_ctx_ok(&f.service.keyed.store.ctx,
                  fed_new(service_anonymous(&f.service), transport, &engine->fed));
    ann = service_person(&f.service, "ann");
    (void)service_remote(&f.service, "far", "far.example", FAR.v);
    assert_ok(rsa_generate(&key));
    struct ctx *ctx = service_anonymous(&f.service);
    assert_ctx_ok(ctx, db_write(ctx, key_write, NULL));
    fetches = 0;
    return 0;
}

static int teardown(void **state)
{
    UNUSED(state);
    struct consent_meter *meter = f.service.engine.consent;
    struct rate_table *rates = f.service.engine.rates;
    struct fed *fed = f.service.engine.fed;
    api_close(&f);
    fed_free(fed);
    consent_meter_free(meter);
    rate_table_free(rates);
    rsa_key_free(key);
    return 0;
}

static struct status post(const char *text, enum visibility visibility)
{
    struct status status;
    struct ctx *ctx = service_as(&f.service, &ann);
    struct post_draft draft = { .text = sv_from(text),
                                .has_visibility = true,
                                .visibility = visibility };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status;
}

static struct sv header_lines(struct net_headers headers)
{
    struct sv out = SV("Accept: application/activity+json\r\n");
    for (size_t i = 0; i < headers.list.count; i++)
        out = sv_printf(&f.arena, "%.*s%.*s: %.*s\r\n", SV_ARG(out),
                        SV_ARG(headers.list.items[i].name), SV_ARG(headers.list.items[i].value));
    return out;
}

static struct api_reply signed_call(enum net_method method, struct sv path, const char *key_id,
                                    struct sv body)
{
    struct fed_signer signer = { sv_from(key_id), key };
    struct net_hop hop = { .method = method, .authority = SV("local.example"), .path = path };
    struct net_headers headers = { 0 };
    bool is_post = method == NET_POST;
    assert_ok(fed_signature_add(&f.arena, &signer, &hop,
                                is_post ? fed_digest(&f.arena, body) : SV(""), clock_now_ms(),
                                &headers));
    return api_call(&f, is_post ? "POST" : "GET", path.ptr, header_lines(headers).ptr, body.ptr);
}

static struct sv object_path(struct status_id id)
{
    return sv_printf(&f.arena, "/objects/%lld", (long long)id.v);
}

static int64_t recipients(struct status_id id)
{
    struct ctx *ctx = service_anonymous(&f.service);
    struct fanout fanout = { .owner = ann.account, .object = id.v, .reach = FANOUT_NOBODY };
    struct outbound_inbox *inboxes = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_fanout_inboxes(ctx, &fanout, 10, &inboxes, &count));
    return (int64_t)count;
}

static void test_followers_see_more(void **state)
{
    UNUSED(state);
    struct status private = post("for followers", VISIBILITY_PRIVATE);
    struct sv path = object_path(private.id);
    assert_int_equal(signed_call(NET_GET, path, KEY_ID, SV("")).status, 404);
    assert_int_equal(recipients(private.id), 0);
    struct ctx *ctx = service_anonymous(&f.service);
    assert_ctx_ok(ctx, service_receive_follow(ctx, FAR, ann.account, SV("https://far.example/f")));
    struct api_reply reply = signed_call(NET_GET, path, KEY_ID, SV(""));
    assert_int_equal(reply.status, 200);
    assert_true(sv_find(api_reply_header(&reply, SV("Vary")), SV("Signature"), 0) != SIZE_MAX);
    assert_true(sv_starts_with(api_reply_header(&reply, SV("Cache-Control")), SV("private")));
    assert_int_equal(recipients(private.id), 1);
    /* Without a signature, or with another path's, it is not there. */
    assert_int_equal(
        api_call(&f, "GET", path.ptr, "Accept: application/activity+json\r\n", "").status, 404);
}

static void test_who_fetched_is_remembered(void **state)
{
    UNUSED(state);
    struct status public = post("for all", VISIBILITY_PUBLIC);
    struct sv path = object_path(public.id);
    assert_int_equal(recipients(public.id), 0);
    assert_int_equal(signed_call(NET_GET, path, KEY_ID, SV("")).status, 200);
    assert_int_equal(recipients(public.id), 1);
    assert_int_equal(signed_call(NET_GET, path, KEY_ID, SV("")).status, 200);
    assert_int_equal(recipients(public.id), 1);
    assert_int_equal(fetches, 0);
}

/* What cannot be verified counts as no signature; what cannot be read asks for another form. */
static void test_bad_signatures(void **state)
{
    UNUSED(state);
    struct status public = post("for all", VISIBILITY_PUBLIC);
    struct status private = post("for some", VISIBILITY_PRIVATE);
    struct sv path = object_path(public.id);
    static const char unheard[] = "https://nowhere.example/u#main-key";
    assert_int_equal(signed_call(NET_GET, path, unheard, SV("")).status, 200);
    assert_int_equal(fetches, 1);
    assert_int_equal(signed_call(NET_GET, object_path(private.id), unheard, SV("")).status, 404);
    assert_int_equal(recipients(public.id), 0);
    struct api_reply reply = api_call(
        &f, "GET", path.ptr,
        "Accept: application/activity+json\r\nSignature-Input: sig1=(\"@method\");created=1\r\n"
        "Signature: sig1=:YWJj:\r\n",
        "");
    assert_int_equal(reply.status, 401);
    /* The server's own actor and its keys are had whatever is sent: else two strict servers wait for each other. */
    assert_int_equal(signed_call(NET_GET, SV("/actor"), unheard, SV("")).status, 200);
    assert_int_equal(signed_call(NET_GET, SV("/actor/main-key"), unheard, SV("")).status, 200);
    assert_int_equal(fetches, 2);
}

static struct sv like(int number)
{
    return sv_printf(&f.arena,
                     "{\"id\":\"https://far.example/l/%d\",\"type\":\"Like\",\"actor\":"
                     "\"https://far.example/users/far\",\"object\":"
                     "\"https://local.example/objects/1\"}",
                     number);
}

static struct api_reply like_send(int number)
{
    return signed_call(NET_POST, SV("/inbox"), KEY_ID, like(number));
}

static void test_senders_are_counted(void **state)
{
    UNUSED(state);
    assert_int_equal(like_send(0).status, 202);
    struct api_reply reply = { 0 };
    /* Twice, should a window end between the counting and the request. */
    for (int round = 1; round <= 2 && reply.status != 429; round++) {
        for (int i = 0; i < 15000; i++)
            (void)rate_take(f.service.engine.rates, RATE_KIND_SENDER, SV("far.example"), 15000,
                            5 * MS_PER_MINUTE, clock_now_ms());
        reply = like_send(round);
    }
    assert_int_equal(reply.status, 429);
    assert_true(api_reply_header(&reply, SV("Retry-After")).len > 0);
    /* Who is not verified uses up nobody's share. */
    struct sv forged = SV("{\"id\":\"https://o.example/1\",\"type\":\"Like\",\"actor\":"
                          "\"https://o.example/u\",\"object\":\"https://local.example/x\"}");
    reply = api_call(&f, "POST", "/inbox", "", forged.ptr);
    assert_int_equal(reply.status, 401);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_followers_see_more, setup, teardown),
        cmocka_unit_test_setup_teardown(test_who_fetched_is_remembered, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bad_signatures, setup, teardown),
        cmocka_unit_test_setup_teardown(test_senders_are_counted, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
