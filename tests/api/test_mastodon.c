/* api/mastodon over HTTP: read and write as an app does, on both engines. */
#include "harness/harness.h"
#include "harness/api_fixture.h"

#include "api/mastodon/routes.h"
#include "consent/meter.h"
#include "feed/feed.h"
#include "service/authorize_application.h"
#include "text/json.h"

struct world {
    struct api_fixture api;
    struct user alice;
    struct user bob;
    const char *alice_token; /* header line */
    const char *bob_token;
};

static const char *token_of(struct world *w, const struct user *user, struct application_id app)
{
    struct ctx *ctx = service_console(&w->api.service);
    struct sv token;
    assert_ctx_ok(ctx, service_new_token(ctx, user->id, user->account, app, 0x3FFFFFF, &token));
    return sv_cstr(&w->api.arena, sv_printf(&w->api.arena, "Authorization: Bearer %" SV_FMT "\r\n",
                                            SV_ARG(token)));
}

static struct world *world_open(enum fixture_engine engine)
{
    static struct world w;
    api_open(&w.api, engine, &mastodon_routes, 1);
    w.api.service.engine.consent = consent_meter_new(
        &(struct consent_meter_settings){ .people_max = 1000, .cap_bytes = 1 << 20 });
    w.alice = service_person(&w.api.service, "alice");
    w.bob = service_person(&w.api.service, "bob");
    struct ctx *ctx = service_anonymous(&w.api.service);
    struct sv redirect = SV("urn:ietf:wg:oauth:2.0:oob");
    struct application_draft draft = {
        .name = SV("Test"), .redirect_uris = &redirect, .redirect_uri_count = 1, .scopes = 0x3FFFFFF
    };
    struct application app;
    struct sv secret;
    assert_ctx_ok(ctx, service_register_application(ctx, &draft, NULL, &app, &secret));
    w.alice_token = token_of(&w, &w.alice, app.id);
    w.bob_token = token_of(&w, &w.bob, app.id);
    return &w;
}

static void world_close(struct world *w)
{
    struct consent_meter *meter = w->api.service.engine.consent;
    api_close(&w->api);
    consent_meter_free(meter);
}

static struct json body_of(struct world *w, const struct api_reply *r, int status)
{
    struct json json = { 0 };
    if (r->status != status)
        print_error("%d: %.*s\n", r->status, SV_ARG(r->body));
    assert_int_equal(r->status, status);
    assert_ok(json_parse(&w->api.arena, r->body, &json_limits_default, &json, NULL));
    return json;
}

static struct json get(struct world *w, const char *token, const char *path)
{
    struct api_reply r = api_call(&w->api, "GET", path, token, "");
    return body_of(w, &r, 200);
}

static struct json post(struct world *w, const char *token, const char *path, const char *form)
{
    struct api_reply r = api_post(&w->api, path, token, form);
    return body_of(w, &r, 200);
}

static const char *path_of(struct world *w, const char *before, struct json of, const char *after)
{
    return sv_cstr(&w->api.arena, sv_printf(&w->api.arena, "%s%" SV_FMT "%s", before,
                                            SV_ARG(json_get_str(of, SV("id"))), after));
}

/* Came with 4.6, belongs to what is not built here, or is shown to the author alone. */
static const struct sv later_keys[] = {
    SV_INIT("feature_approval"),
    SV_INIT("tagged_collections"),
    SV_INIT("collection_limit"),
    SV_INIT("collection_ids"),
    SV_INIT("icon"),
    SV_INIT("meta"),
    SV_INIT("fallback"),
    SV_INIT("application"),
    SV_INIT("wrapstodon"),
    SV_INIT("collections"),
    SV_INIT("muting_expires_at"),
};

static bool is_later(struct sv key)
{
    for (size_t i = 0; i < ARRAY_COUNT(later_keys); i++) {
        if (sv_eq(later_keys[i], key))
            return true;
    }
    return false;
}

/* Ours has every key of theirs, and where both say something, of the same kind; so for the first of each list. */
static size_t shape_faults(struct json ours, struct json theirs, struct sv where)
{
    enum json_kind kind = json_kind(theirs);
    if (json_kind(ours) == JSON_NONE ||
        (json_kind(ours) != kind && json_kind(ours) != JSON_NULL && kind != JSON_NULL)) {
        print_error("%.*s: kind %d instead of %d\n", SV_ARG(where), (int)json_kind(ours),
                    (int)kind);
        return 1;
    }
    if (kind == JSON_ARRAY && json_count(ours) > 0 && json_count(theirs) > 0)
        return shape_faults(json_at(ours, 0), json_at(theirs, 0), where);
    size_t faults = 0;
    struct json_iter it = json_each(theirs);
    while (kind == JSON_OBJECT && json_kind(ours) == JSON_OBJECT && json_next(&it)) {
        if (!is_later(it.key))
            faults += shape_faults(json_get(ours, it.key), it.value, it.key);
    }
    return faults;
}

/* The first recorded answer of a method to an address that ends so. */
static bool recorded(struct world *w, const char *file, const char *method, const char *ending,
                     struct json *out)
{
    struct arena *a = &w->api.arena;
    const char *path =
        harness_vector_path(a, sv_cstr(a, sv_printf(a, "mastodon-answers/%s.json", file)));
    if (path == NULL)
        return false;
    struct json_limits limits = json_limits_default;
    limits.max_bytes = 1 << 26;
    limits.max_values = 1 << 22;
    struct json all;
    assert_ok(json_parse(a, harness_read_file(a, path), &limits, &all, NULL));
    struct json_iter it = json_each(all);
    while (json_next(&it)) {
        int64_t status = 0;
        if (sv_eq(json_get_str(it.value, SV("method")), sv_from(method)) &&
            sv_ends_with(json_get_str(it.value, SV("uri")), sv_from(ending)) &&
            json_i64(json_get(it.value, SV("status")), &status) && status == 200) {
            *out = json_get(it.value, SV("answer"));
            return true;
        }
    }
    print_error("nothing recorded: %s %s\n", file, ending);
    fail();
    return false;
}

static void resembles(struct world *w, struct json ours, const char *file, const char *method,
                      const char *ending)
{
    struct json theirs;
    if (recorded(w, file, method, ending, &theirs))
        assert_int_equal(shape_faults(ours, theirs, sv_from(ending)), 0);
}

static void grouped_look_like_mastodon(struct world *w)
{
    struct json page = get(w, w->alice_token,
                           "/api/v2/notifications?grouped_types[]=favourite&expand_accounts="
                           "partial_avatars&types[]=favourite&types[]=follow");
    resembles(w, page, "test_grouped_notifications", "GET",
              "/api/v2/notifications?limit=10&expand_accounts=partial_avatars");
    struct json group = json_at(json_get(page, SV("notification_groups")), 0);
    assert_int_equal(json_kind(json_get(group, SV("most_recent_notification_id"))), JSON_NUMBER);
    struct sv key = json_get_str(group, SV("group_key"));
    assert_true(sv_starts_with(key, SV("favourite-")));
    struct arena *a = &w->api.arena;
    const char *path = sv_cstr(a, sv_printf(a, "/api/v2/notifications/%" SV_FMT, SV_ARG(key)));
    struct json one = get(w, w->alice_token, path);
    resembles(w, one, "test_grouped_notifications", "GET", "/favourite-117020579695730951-495997");
    group = json_at(json_get(one, SV("notification_groups")), 0);
    assert_true(json_is_none(json_get(group, SV("page_min_id"))));
    path = sv_cstr(a, sv_printf(a, "/api/v2/notifications/%" SV_FMT "/accounts", SV_ARG(key)));
    resembles(w, get(w, w->alice_token, path), "test_grouped_notifications", "GET", "/accounts");
    struct json told = get(w, w->alice_token, "/api/v1/notifications?types[]=favourite");
    assert_sv(json_get_str(json_at(told, 0), SV("group_key")), key);
    struct json count = get(w, w->alice_token, "/api/v2/notifications/unread_count?limit=1");
    int64_t n = 0;
    assert_true(json_i64(json_get(count, SV("count")), &n) && n == 1);
    count = get(w, w->alice_token, "/api/v1/notifications/unread_count?types[]=poll");
    assert_true(json_i64(json_get(count, SV("count")), &n) && n == 0);
    path = sv_cstr(a, sv_printf(a, "/api/v2/notifications/%" SV_FMT "/dismiss", SV_ARG(key)));
    (void)post(w, w->alice_token, path, "");
    (void)post(w, w->alice_token, path, "");
    path = sv_cstr(a, sv_printf(a, "/api/v2/notifications/%" SV_FMT, SV_ARG(key)));
    struct api_reply gone = api_call(&w->api, "GET", path, w->alice_token, "");
    (void)body_of(w, &gone, 404);
}

static void looks_like_mastodon(struct world *w)
{
    struct json status = post(w, w->alice_token, "/api/v1/statuses",
                              "status=shape+@bob+%23tag&spoiler_text=cw&language=en");
    resembles(w, status, "test_toot", "POST", "/api/v1/statuses");
    resembles(w, status, "test_status_post[Content warning-public]", "POST", "/api/v1/statuses");
    struct json me = get(w, w->alice_token, "/api/v1/accounts/verify_credentials");
    resembles(w, me, "test_verify_credentials", "GET", "/verify_credentials");
    resembles(w, get(w, "", path_of(w, "/api/v1/accounts/", me, "")), "test_account_lookup", "GET",
              "acct=mastodonpy_test");
    resembles(w, get(w, w->bob_token, "/api/v1/notifications?types[]=mention"),
              "test_notifications", "GET", "/api/v1/notifications");
    (void)post(w, w->bob_token, path_of(w, "/api/v1/statuses/", status, "/favourite"), "");
    grouped_look_like_mastodon(w);
    resembles(w, get(w, "", "/api/v2/instance"), "test_instance", "GET", "/api/v2/instance/");
    resembles(w, get(w, "", "/api/v1/instance/activity"), "test_instance_activity", "GET",
              "/api/v1/instance/activity");
    resembles(w, get(w, "", "/api/v1/instance/languages"), "test_instance_languages", "GET",
              "/api/v1/instance/languages");
    resembles(w, get(w, w->alice_token, "/api/v1/preferences"), "test_preferences", "GET",
              "/preferences");
    resembles(w, get(w, w->alice_token, path_of(w, "/api/v1/statuses/", status, "/source")),
              "test_status_edit", "GET", "/source");
    resembles(w, get(w, w->alice_token, path_of(w, "/api/v1/statuses/", status, "/history")),
              "test_status_edit", "GET", "/history");
    resembles(w, post(w, w->alice_token, path_of(w, "/api/v1/statuses/", status, "/reblog"), ""),
              "test_status_reblog_unreblog", "POST", "/reblog");
    resembles(w, post(w, w->bob_token, path_of(w, "/api/v1/accounts/", me, "/follow"), ""),
              "test_follow_with_notify_reblog", "POST", "/follow");
    resembles(w, get(w, w->alice_token, "/api/v2/search?q=alice"), "test_search", "GET",
              "exclude_unreviewed=1");
    const char *report = path_of(w, "comment=bad&category=spam&status_ids[]=", status,
                                 sv_cstr(&w->api.arena, sv_printf(&w->api.arena, "&account_id=%lld",
                                                                  (long long)w->alice.account.v)));
    resembles(w, post(w, w->bob_token, "/api/v1/reports", report), "test_admin_reports", "POST",
              "/api/v1/reports/");
    (void)post(w, w->bob_token, "/api/v1/domain_blocks", "domain=Bad.example");
    assert_sv_lit(json_str(json_at(get(w, w->bob_token, "/api/v1/domain_blocks"), 0)),
                  "bad.example");
    struct api_reply gone = api_call(&w->api, "DELETE", path_of(w, "/api/v1/statuses/", status, ""),
                                     w->alice_token, "");
    resembles(w, body_of(w, &gone, 200), "test_status", "DELETE", "");
}

static void posts_reads_deletes(struct world *w)
{
    struct json me = get(w, w->alice_token, "/api/v1/accounts/verify_credentials");
    assert_sv_lit(json_get_str(me, SV("acct")), "alice");
    assert_int_equal(json_kind(json_get(me, SV("source"))), JSON_OBJECT);
    struct json status = post(w, w->alice_token, "/api/v1/statuses",
                              "status=hello+%23World&visibility=public&language=en");
    assert_sv_lit(json_get_str(status, SV("visibility")), "public");
    assert_sv_lit(json_get_str(json_at(json_get(status, SV("tags")), 0), SV("name")), "world");
    struct json again = get(w, w->bob_token, path_of(w, "/api/v1/statuses/", status, ""));
    assert_sv(json_get_str(again, SV("content")), json_get_str(status, SV("content")));
    assert_true(json_is_none(json_get(again, SV("pinned"))));
    struct json anonymous = get(w, "", path_of(w, "/api/v1/statuses/", status, ""));
    assert_true(json_is_none(json_get(anonymous, SV("favourited"))));
    struct json tag = get(w, "", "/api/v1/timelines/tag/world");
    assert_int_equal(json_count(tag), 1);
    struct api_reply gone = api_call(&w->api, "DELETE", path_of(w, "/api/v1/statuses/", status, ""),
                                     w->alice_token, "");
    struct json deleted = body_of(w, &gone, 200);
    assert_sv_lit(json_get_str(deleted, SV("text")), "hello #World");
    gone = api_call(&w->api, "GET", path_of(w, "/api/v1/statuses/", status, ""), "", "");
    (void)body_of(w, &gone, 404);
}

static void follows_and_reacts(struct world *w)
{
    const char *follow =
        sv_cstr(&w->api.arena, sv_printf(&w->api.arena, "/api/v1/accounts/%lld/follow",
                                         (long long)w->alice.account.v));
    struct json relation = post(w, w->bob_token, follow, "");
    assert_true(json_bool(json_get(relation, SV("following")), false));
    struct json status = post(w, w->alice_token, "/api/v1/statuses", "status=for+you");
    struct json liked =
        post(w, w->bob_token, path_of(w, "/api/v1/statuses/", status, "/favourite"), "");
    int64_t count = 0;
    assert_true(json_i64(json_get(liked, SV("favourites_count")), &count));
    assert_int_equal(count, 1);
    assert_true(json_bool(json_get(liked, SV("favourited")), false));
    struct json reblog =
        post(w, w->bob_token, path_of(w, "/api/v1/statuses/", status, "/reblog"), "");
    assert_sv(json_get_str(json_get(reblog, SV("reblog")), SV("id")),
              json_get_str(status, SV("id")));
    struct json told = get(w, w->alice_token, "/api/v1/notifications");
    assert_int_equal(json_count(told), 3);
    struct json by = get(w, "", path_of(w, "/api/v1/statuses/", status, "/favourited_by"));
    assert_int_equal(json_count(by), 1);
    struct json answer = post(w, w->bob_token, "/api/v1/statuses",
                              path_of(w, "status=thanks&in_reply_to_id=", status, ""));
    struct json context =
        get(w, w->alice_token, path_of(w, "/api/v1/statuses/", status, "/context"));
    assert_int_equal(json_count(json_get(context, SV("descendants"))), 1);
    assert_sv(json_get_str(answer, SV("in_reply_to_id")), json_get_str(status, SV("id")));
}

static void pages_by_link(struct world *w)
{
    for (int i = 0; i < 5; i++)
        (void)post(w, w->alice_token, "/api/v1/statuses", "status=page");
    const char *path = sv_cstr(
        &w->api.arena,
        sv_printf(&w->api.arena, "/api/v1/accounts/%lld/statuses?limit=2&exclude_replies=true",
                  (long long)w->alice.account.v));
    struct api_reply r = api_call(&w->api, "GET", path, "", "");
    struct json page = body_of(w, &r, 200);
    assert_int_equal(json_count(page), 2);
    struct sv link = api_reply_header(&r, SV("Link"));
    struct sv next = api_between(link, "<https://local.example", ">; rel=\"next\"");
    assert_true(sv_find(next, SV("limit=2"), 0) != SIZE_MAX);
    assert_true(sv_find(next, SV("exclude_replies=true"), 0) != SIZE_MAX);
    struct json further = get(w, "", sv_cstr(&w->api.arena, next));
    assert_int_equal(json_count(further), 2);
    assert_false(sv_eq(json_get_str(json_at(further, 0), SV("id")),
                       json_get_str(json_at(page, 1), SV("id"))));
}

static void refuses(struct world *w)
{
    struct api_reply r = api_call(&w->api, "GET", "/api/v1/timelines/home", "", "");
    assert_int_equal(r.status, 401);
    r = api_call(&w->api, "GET", "/api/v1/accounts/1", "", "");
    assert_sv_lit(json_get_str(body_of(w, &r, 404), SV("error")), "Record not found");
    r = api_call(&w->api, "GET", "/api/v1/nothing/like/it", "", "");
    (void)body_of(w, &r, 404);
    r = api_call(&w->api, "GET", "/api/v1_alpha/async_refreshes/1", w->alice_token, "");
    (void)body_of(w, &r, 404);
    r = api_post(&w->api, "/api/v1/statuses", w->alice_token, "status=+");
    assert_sv_lit(json_get_str(body_of(w, &r, 422), SV("error")),
                  "Validation failed: Text can't be blank");
    r = api_post(&w->api, "/api/v1/statuses", w->alice_token, "status=x&poll[options][]=a");
    assert_sv_lit(json_get_str(body_of(w, &r, 422), SV("error")),
                  "Validation failed: A poll needs at least two options");
    r = api_call(&w->api, "GET", "/api/v1/timelines/public?max_id=x", "", "");
    (void)body_of(w, &r, 400);
}

/* Asked, answered, edited; what is wrong is said. */
static void polls(struct world *w)
{
    static const struct {
        const char *form;
        const char *why;
    } wrong[] = {
        { "status=x&poll[options][]=a&poll[options][]=a&poll[expires_in]=300",
          "Validation failed: Two options of the poll are the same" },
        { "status=x&poll[options][]=a&poll[options][]=b&poll[expires_in]=299",
          "Validation failed: A poll runs for at least five minutes" },
        { "status=x&poll[options][]=a&poll[options][]=b",
          "Validation failed: A poll runs for at least five minutes" },
        { "status=x&poll[expires_in]=300", "Validation failed: A poll needs at least two options" },
        { "status=+&poll[options][]=a&poll[options][]=b&poll[expires_in]=300",
          "Validation failed: Text can't be blank" },
    };
    struct api_reply r;
    for (size_t i = 0; i < ARRAY_COUNT(wrong); i++) {
        r = api_post(&w->api, "/api/v1/statuses", w->alice_token, wrong[i].form);
        assert_sv(json_get_str(body_of(w, &r, 422), SV("error")), sv_from(wrong[i].why));
    }
    struct json status = post(w, w->alice_token, "/api/v1/statuses",
                              "status=drink%3F&poll[options][]=tea&poll[options][]=coffee"
                              "&poll[expires_in]=3600&poll[hide_totals]=true");
    struct json poll = json_get(status, SV("poll"));
    assert_int_equal(json_count(json_get(poll, SV("options"))), 2);
    assert_true(json_bool(json_get(poll, SV("voted")), false));
    const char *votes = path_of(w, "/api/v1/polls/", poll, "/votes");
    r = api_post(&w->api, votes, w->alice_token, "choices[]=0");
    assert_sv_lit(json_get_str(body_of(w, &r, 422), SV("error")),
                  "Validation failed: You cannot vote in your own poll");
    r = api_post(&w->api, votes, w->bob_token, "choices[]=x");
    (void)body_of(w, &r, 422);
    r = api_post(&w->api, votes, "", "choices[]=0");
    (void)body_of(w, &r, 401);
    struct json voted = post(w, w->bob_token, votes, "choices[]=1");
    assert_true(json_bool(json_get(voted, SV("voted")), false));
    assert_int_equal(json_count(json_get(voted, SV("own_votes"))), 1);
    struct json option = json_at(json_get(voted, SV("options")), 1);
    assert_int_equal(json_kind(json_get(option, SV("votes_count"))), JSON_NULL);
    r = api_post(&w->api, votes, w->bob_token, "choices[]=0");
    assert_sv_lit(json_get_str(body_of(w, &r, 422), SV("error")),
                  "Validation failed: You have already voted in this poll");
    struct json shown = get(w, "", path_of(w, "/api/v1/polls/", poll, ""));
    assert_true(json_is_none(json_get(shown, SV("voted"))));

    r = api_call(
        &w->api, "PUT", path_of(w, "/api/v1/statuses/", status, ""),
        sv_cstr(&w->api.arena,
                sv_printf(&w->api.arena, "%sContent-Type: application/json\r\n", w->alice_token)),
        "{\"status\":\"drink?\",\"poll\":{\"options\":[\"tea\",\"cocoa\"],"
        "\"expires_in\":3600,\"multiple\":true}}");
    poll = json_get(body_of(w, &r, 200), SV("poll"));
    assert_true(json_bool(json_get(poll, SV("multiple")), false));
    voted = post(w, w->bob_token, votes, "choices[]=1&choices[]=0");
    assert_int_equal(json_count(json_get(voted, SV("own_votes"))), 2);
    r = api_call(&w->api, "DELETE", path_of(w, "/api/v1/statuses/", status, ""), w->alice_token,
                 "");
    assert_int_equal(json_count(json_get(json_get(body_of(w, &r, 200), SV("poll")), SV("options"))),
                     2);
    r = api_call(&w->api, "GET", path_of(w, "/api/v1/polls/", poll, ""), "", "");
    (void)body_of(w, &r, 404);
}

/* What apps ask for when they start. */
static void starts_up(struct world *w)
{
    static const char *const lists[] = { "/api/v1/custom_emojis", "/api/v2/filters",
                                         "/api/v1/filters",       "/api/v1/lists",
                                         "/api/v1/followed_tags", "/api/v1/announcements",
                                         "/api/v1/instance/rules" };
    for (size_t i = 0; i < ARRAY_COUNT(lists); i++)
        assert_int_equal(json_kind(get(w, w->alice_token, lists[i])), JSON_ARRAY);
    struct json instance = get(w, "", "/api/v2/instance");
    assert_sv_lit(json_get_str(instance, SV("domain")), "local.example");
    instance = get(w, "", "/api/v1/instance/");
    assert_sv_lit(json_get_str(instance, SV("uri")), "local.example");
    (void)get(w, w->alice_token, "/api/v1/preferences");
    (void)post(w, w->alice_token, "/api/v1/markers", "home[last_read_id]=12");
    struct json markers = get(w, w->alice_token, "/api/v1/markers?timeline[]=home");
    assert_sv_lit(json_get_str(json_get(markers, SV("home")), SV("last_read_id")), "12");
    struct json found = get(w, w->alice_token, "/api/v2/search?q=bob&resolve=false");
    assert_int_equal(json_count(json_get(found, SV("accounts"))), 1);
}

static void works_on(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        skip();
    struct world *w = world_open(engine);
    starts_up(w);
    posts_reads_deletes(w);
    follows_and_reacts(w);
    pages_by_link(w);
    looks_like_mastodon(w);
    refuses(w);
    polls(w);
    world_close(w);
}

static void works_on_sqlite(void **state)
{
    UNUSED(state);
    works_on(FIXTURE_SQLITE);
}

static void works_on_postgres(void **state)
{
    UNUSED(state);
    works_on(FIXTURE_POSTGRES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(works_on_sqlite),
        cmocka_unit_test(works_on_postgres),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
