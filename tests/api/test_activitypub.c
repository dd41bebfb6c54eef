/* api/activitypub: what other servers get, and what they do not. */
#include "base/ctx.h"

#include "harness/harness.h"
#include "harness/api_fixture.h"

#include "api/activitypub/routes.h"
#include "consent/meter.h"
#include "service/engine.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/follow_account.h"
#include "service/post_status.h"
#include "service/reblog_status.h"

#define ACCEPT "Accept: application/activity+json\r\n"

static struct api_fixture f;
static struct user ann;

static int setup(void **state)
{
    UNUSED(state);
    api_open(&f, FIXTURE_SQLITE, &activitypub_routes, 1);
    f.service.engine.consent = consent_meter_new(
        &(struct consent_meter_settings){ .people_max = 1000, .cap_bytes = 1 << 20 });
    ann = service_person(&f.service, "ann");
    return 0;
}

static int teardown(void **state)
{
    UNUSED(state);
    struct consent_meter *meter = f.service.engine.consent;
    api_close(&f);
    consent_meter_free(meter);
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

static struct api_reply get(const char *before, int64_t id, const char *after)
{
    struct sv path = sv_printf(&f.arena, "%s%lld%s", before, (long long)id, after);
    return api_call(&f, "GET", path.ptr, ACCEPT, "");
}

static struct api_reply actor_get(const char *headers)
{
    struct sv path = sv_printf(&f.arena, "/actors/%lld", (long long)ann.account.v);
    return api_call(&f, "GET", path.ptr, headers, "");
}

static bool says(const struct api_reply *reply, const char *text)
{
    return sv_find(reply->body, sv_from(text), 0) != SIZE_MAX;
}

static void test_actor(void **state)
{
    UNUSED(state);
    struct api_reply reply = get("/actors/", ann.account.v, "");
    assert_int_equal(reply.status, 200);
    assert_true(says(&reply, "BEGIN PUBLIC KEY"));
    assert_true(sv_eq(api_reply_header(&reply, SV("Content-Type")),
                      SV("application/activity+json; charset=utf-8")));
    assert_true(sv_eq(api_reply_header(&reply, SV("Vary")), SV("Accept")));
    struct sv etag = api_reply_header(&reply, SV("ETag"));
    struct sv again = sv_printf(&f.arena, ACCEPT "If-None-Match: %" SV_FMT "\r\n", SV_ARG(etag));
    reply = actor_get(again.ptr);
    assert_int_equal(reply.status, 304);
    reply = actor_get("Accept: text/html\r\n");
    assert_int_equal(reply.status, 302);
    reply = get("/actors/", 77, "");
    assert_int_equal(reply.status, 404);
}

static void test_public_statuses(void **state)
{
    UNUSED(state);
    struct status status = post("hello fediverse", VISIBILITY_PUBLIC);
    struct api_reply reply = get("/objects/", status.id.v, "");
    assert_int_equal(reply.status, 200);
    assert_true(says(&reply, "\"Note\"") && says(&reply, "hello fediverse"));
    reply = get("/activities/create/", status.id.v, "");
    assert_int_equal(reply.status, 200);
    assert_true(says(&reply, "\"Create\"") && says(&reply, "hello fediverse"));
    reply = get("/activities/update/", status.id.v, "");
    assert_int_equal(reply.status, 404);
    reply = get("/activities/announce/", status.id.v, "");
    assert_int_equal(reply.status, 404);
}

static void test_others_are_not_shown(void **state)
{
    UNUSED(state);
    struct status private = post("secret words", VISIBILITY_PRIVATE);
    struct status direct = post("whispered words", VISIBILITY_DIRECT);
    struct api_reply reply = get("/objects/", private.id.v, "");
    assert_int_equal(reply.status, 404);
    reply = get("/objects/", direct.id.v, "");
    assert_int_equal(reply.status, 404);
    reply = get("/activities/create/", private.id.v, "");
    assert_int_equal(reply.status, 404);
    reply = get("/actors/", ann.account.v, "/outbox?page=true");
    assert_int_equal(reply.status, 200);
    assert_false(says(&reply, "words"));
}

static void test_a_reblog_is_an_activity(void **state)
{
    UNUSED(state);
    struct status reblog;
    struct status status = post("hello", VISIBILITY_PUBLIC);
    struct ctx *ctx = service_as(&f.service, &ann);
    assert_ctx_ok(ctx, service_reblog_status(ctx, status.id, VISIBILITY_PUBLIC, &reblog));
    struct api_reply reply = get("/activities/announce/", reblog.id.v, "");
    assert_int_equal(reply.status, 200);
    assert_true(says(&reply, "\"Announce\""));
    reply = get("/objects/", reblog.id.v, "");
    assert_int_equal(reply.status, 404);
}

static void test_outbox_pages(void **state)
{
    UNUSED(state);
    for (int i = 0; i < 21; i++)
        (void)post(i == 0 ? "the first" : "another", VISIBILITY_UNLISTED);
    struct api_reply reply = get("/actors/", ann.account.v, "/outbox");
    assert_true(says(&reply, "\"totalItems\":21") && says(&reply, "outbox?page=true"));
    reply = get("/actors/", ann.account.v, "/outbox?page=true");
    assert_true(says(&reply, "\"Create\"") && !says(&reply, "the first"));
    struct sv next = api_between(reply.body, "page=true&max_id=", "\"");
    struct sv path = sv_printf(&f.arena, "/actors/%lld/outbox?page=true&max_id=%" SV_FMT,
                               (long long)ann.account.v, SV_ARG(next));
    reply = api_call(&f, "GET", path.ptr, ACCEPT, "");
    assert_true(says(&reply, "the first"));
    reply = get("/actors/", ann.account.v, "/outbox?page=true&max_id=1");
    assert_true(!says(&reply, "\"next\"") && says(&reply, "\"orderedItems\":[]"));
    reply = get("/actors/", ann.account.v, "/outbox?page=true&max_id=x");
    assert_int_equal(reply.status, 400);
}

static void test_totals_only(void **state)
{
    UNUSED(state);
    struct api_reply reply = get("/actors/", ann.account.v, "/followers");
    assert_true(says(&reply, "\"totalItems\":0") && !says(&reply, "\"first\""));
    reply = get("/actors/", ann.account.v, "/following");
    assert_true(says(&reply, "\"totalItems\":0") && !says(&reply, "orderedItems"));
}

static void test_erased_is_gone(void **state)
{
    UNUSED(state);
    struct status status = post("canary", VISIBILITY_PUBLIC);
    struct ctx *ctx = service_as(&f.service, &ann);
    assert_ctx_ok(ctx, service_erase_status(ctx, status.id, NULL));
    struct api_reply reply = get("/objects/", status.id.v, "");
    assert_int_equal(reply.status, 410);
    assert_true(says(&reply, "Tombstone") && !says(&reply, "canary"));
    reply = get("/activities/create/", status.id.v, "");
    assert_int_equal(reply.status, 410);
}

static void test_a_key_has_its_own_address(void **state)
{
    UNUSED(state);
    struct api_reply reply = get("/actors/", ann.account.v, "");
    struct sv key_id = sv_printf(&f.arena, "\"id\":\"https://local.example/actors/%lld/main-key\"",
                                 (long long)ann.account.v);
    assert_true(sv_find(reply.body, key_id, 0) != SIZE_MAX);
    reply = get("/actors/", ann.account.v, "/main-key");
    assert_int_equal(reply.status, 200);
    assert_true(sv_eq(api_reply_header(&reply, SV("Content-Type")),
                      SV("application/activity+json; charset=utf-8")));
    assert_true(sv_find(reply.body, key_id, 0) != SIZE_MAX && says(&reply, "\"owner\"") &&
                says(&reply, "BEGIN PUBLIC KEY"));
    reply = get("/actors/", 77, "/main-key");
    assert_int_equal(reply.status, 404);
}

/* What is left of an erased account is its key, as long as somebody must be told. */
static void test_a_key_outlives_its_actor(void **state)
{
    UNUSED(state);
    struct account_erasure erasure;
    struct user bob = service_person(&f.service, "bob");
    (void)post("went to another server", VISIBILITY_PUBLIC);
    struct account_id far = service_remote(&f.service, "far", "far.example", 900);
    struct ctx *ctx = service_anonymous(&f.service);
    assert_ctx_ok(ctx, service_receive_follow(ctx, far, ann.account, SV("https://far.example/f")));
    struct api_reply before = get("/actors/", ann.account.v, "/main-key");
    ctx = service_as(&f.service, &ann);
    assert_ctx_ok(ctx, service_erase_account(ctx, ann.account, true, &erasure));
    ctx = service_as(&f.service, &bob);
    assert_ctx_ok(ctx, service_erase_account(ctx, bob.account, true, &erasure));
    struct api_reply reply = get("/actors/", ann.account.v, "");
    assert_int_equal(reply.status, 410);
    reply = get("/actors/", ann.account.v, "/main-key");
    assert_int_equal(reply.status, 200);
    assert_true(sv_eq(reply.body, before.body));
    /* Nobody ever heard of bob. */
    reply = get("/actors/", bob.account.v, "/main-key");
    assert_int_equal(reply.status, 410);
}

static struct status answer_to(const struct user *who, struct status_id parent, const char *text,
                               enum visibility visibility)
{
    struct status status;
    struct ctx *ctx = service_as(&f.service, who);
    struct post_draft draft = { .text = sv_from(text),
                                .in_reply_to = parent,
                                .has_visibility = true,
                                .visibility = visibility };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status;
}

static bool lists(const struct api_reply *reply, struct status_id id)
{
    struct sv uri = sv_printf(&f.arena, "\"https://local.example/objects/%lld\"", (long long)id.v);
    return sv_find(reply->body, uri, 0) != SIZE_MAX;
}

/* The note names the collection; its own answers come first, then those of others; private ones never. */
static void test_replies(void **state)
{
    UNUSED(state);
    struct user bob = service_person(&f.service, "bob");
    struct status root = post("what do you think?", VISIBILITY_PUBLIC);
    struct status theirs = answer_to(&bob, root.id, "@ann much", VISIBILITY_PUBLIC);
    struct status own = answer_to(&ann, root.id, "I do", VISIBILITY_UNLISTED);
    struct status hidden = answer_to(&bob, root.id, "@ann psst", VISIBILITY_DIRECT);
    struct status below = answer_to(&ann, theirs.id, "@bob oh", VISIBILITY_PUBLIC);
    struct sv base =
        sv_printf(&f.arena, "\"replies\":\"https://local.example/objects/%lld/replies\"",
                  (long long)root.id.v);
    struct api_reply reply = get("/objects/", root.id.v, "");
    assert_true(sv_find(reply.body, base, 0) != SIZE_MAX);
    reply = get("/objects/", root.id.v, "/replies");
    assert_int_equal(reply.status, 200);
    assert_true(says(&reply, "Collection\"") && says(&reply, "/replies?page=true\""));
    reply = get("/objects/", root.id.v, "/replies?page=true");
    assert_true(lists(&reply, own.id) && !lists(&reply, theirs.id));
    assert_true(says(&reply, "only_other_accounts=true&page=true\""));
    reply = get("/objects/", root.id.v, "/replies?only_other_accounts=true&page=true");
    assert_true(lists(&reply, theirs.id) && !lists(&reply, own.id));
    assert_false(lists(&reply, hidden.id) || lists(&reply, below.id) || says(&reply, "\"next\""));

    for (int i = 0; i < 40; i++)
        (void)answer_to(&bob, root.id, "@ann more", VISIBILITY_PUBLIC);
    reply = get("/objects/", root.id.v, "/replies?only_other_accounts=true&page=true");
    struct sv next = api_between(reply.body, "&min_id=", "\"");
    struct sv path = sv_printf(
        &f.arena, "/objects/%lld/replies?only_other_accounts=true&page=true&min_id=%" SV_FMT,
        (long long)root.id.v, SV_ARG(next));
    reply = api_call(&f, "GET", path.ptr, ACCEPT, "");
    assert_true(says(&reply, "/objects/") && !lists(&reply, theirs.id) &&
                !says(&reply, "\"next\""));
    reply = get("/objects/", root.id.v, "/replies?page=true&min_id=x");
    assert_int_equal(reply.status, 400);
    reply = get("/objects/", hidden.id.v, "/replies?page=true");
    assert_int_equal(reply.status, 404);
    struct ctx *ctx = service_as(&f.service, &bob);
    assert_ctx_ok(ctx, service_erase_status(ctx, theirs.id, NULL));
    reply = get("/objects/", root.id.v, "/replies?only_other_accounts=true&page=true");
    assert_false(lists(&reply, theirs.id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_actor, setup, teardown),
        cmocka_unit_test_setup_teardown(test_public_statuses, setup, teardown),
        cmocka_unit_test_setup_teardown(test_others_are_not_shown, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_reblog_is_an_activity, setup, teardown),
        cmocka_unit_test_setup_teardown(test_outbox_pages, setup, teardown),
        cmocka_unit_test_setup_teardown(test_totals_only, setup, teardown),
        cmocka_unit_test_setup_teardown(test_erased_is_gone, setup, teardown),
        cmocka_unit_test_setup_teardown(test_replies, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_key_has_its_own_address, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_key_outlives_its_actor, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
