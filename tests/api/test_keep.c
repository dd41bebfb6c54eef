/* api/keep and api/mastodon/home over HTTP: whatever changes, what is kept says what would be made anew; and who gets none. */
#include "base/ctx.h"

#include "harness/harness.h"
#include "harness/api_fixture.h"

#include <unistd.h>

#include "api/activitypub/routes.h"
#include "api/keep.h"
#include "api/mastodon/routes.h"
#include "api/page.h"
#include "api/web/routes.h"
#include "api/wellknown/routes.h"
#include "cache/cache.h"
#include "consent/meter.h"
#include "db/db.h"
#include "service/authorize_application.h"
#include "service/block_account.h"
#include "service/block_domain.h"
#include "service/bookmark_status.h"
#include "service/domain_rule.h"
#include "service/edit_profile.h"
#include "service/edit_status.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/favourite_status.h"
#include "service/follow_account.h"
#include "service/moderate_account.h"
#include "service/post_status.h"
#include "service/reblog_status.h"
#include "service/receive_status.h"
#include "service/run_erasure.h"

#define ACTIVITY "Accept: application/activity+json\r\n"

struct world {
    struct api_fixture api;
    struct user ann;
    struct user bob;
    struct user stranger; /* whom nobody follows */
    struct account_id far;
    const char *ann_token; /* header line */
    const char *bob_token;
    struct application_id app; /* bob's */
    struct status post;
    struct status hidden; /* bob's answer to it, for his followers alone */
    struct status reblog; /* of the post, by bob */
    struct status answer; /* by bob */
};

struct target {
    const char *headers;
    struct sv target;
    bool is_home; /* put together from what is kept, not kept whole */
};

static const char *token_of(struct world *w, const struct user *user)
{
    struct ctx *ctx = service_anonymous(&w->api.service);
    struct sv redirect = SV("urn:ietf:wg:oauth:2.0:oob");
    struct application_draft draft = {
        .name = SV("Test"), .redirect_uris = &redirect, .redirect_uri_count = 1, .scopes = 0x3FFFFFF
    };
    struct application app;
    struct sv text;
    assert_ctx_ok(ctx, service_register_application(ctx, &draft, NULL, &app, &text));
    ctx = service_console(&w->api.service);
    assert_ctx_ok(ctx, service_new_token(ctx, user->id, user->account, app.id, 0x3FFFFFF, &text));
    w->app = app.id;
    return sv_printf(&w->api.arena, "Authorization: Bearer %" SV_FMT "\r\n", SV_ARG(text)).ptr;
}

static struct world *world_open(enum fixture_engine engine)
{
    static struct world w;
    static struct route_table tables[4];
    tables[0] = mastodon_routes;
    tables[1] = web_routes;
    tables[2] = activitypub_routes;
    tables[3] = wellknown_routes;
    w = (struct world){ 0 };
    api_open(&w.api, engine, tables, ARRAY_COUNT(tables));
    w.api.service.engine.consent = consent_meter_new(
        &(struct consent_meter_settings){ .people_max = 1000, .cap_bytes = 1 << 20 });
    w.ann = service_person(&w.api.service, "ann");
    w.bob = service_person(&w.api.service, "bob");
    w.stranger = service_person(&w.api.service, "stranger");
    w.far = service_remote(&w.api.service, "far", "far.example", 7000);
    w.ann_token = token_of(&w, &w.ann);
    w.bob_token = token_of(&w, &w.bob);
    return &w;
}

static void world_close(struct world *w)
{
    struct consent_meter *meter = w->api.service.engine.consent;
    api_close(&w->api);
    consent_meter_free(meter);
}

static struct status posts(struct world *w, const struct user *by, const char *text,
                           enum visibility visibility, struct status_id parent)
{
    struct ctx *ctx = service_as(&w->api.service, by);
    struct status status;
    struct post_draft draft = { .text = sv_from(text),
                                .has_visibility = true,
                                .visibility = visibility,
                                .in_reply_to = parent };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status;
}

static struct target page_of(struct world *w, const char *headers, const char *format, int64_t id)
{
    struct sv text = sv_from(format);
    size_t at = sv_find_char(text, '#', 0);
    if (at == SIZE_MAX)
        return (struct target){ .headers = headers, .target = text };
    struct sv target =
        sv_printf(&w->api.arena, "%" SV_FMT "%lld%" SV_FMT, SV_ARG(sv_sub(text, 0, at)),
                  (long long)id, SV_ARG(sv_from_offset(text, at + 1)));
    return (struct target){ .headers = headers, .target = target };
}

#define PAGES_MAX 16

static size_t pages_list(struct world *w, struct target out[PAGES_MAX])
{
    const int64_t post = w->post.id.v;
    const struct sv home = SV("/api/v1/timelines/home?since_id=0");
    const struct target pages[] = {
        page_of(w, "", "/api/v1/statuses/#", post),
        page_of(w, "", "/api/v1/statuses/#", w->reblog.id.v),
        page_of(w, "", "/@ann/#", post),
        page_of(w, "", "/@ann", 0),
        page_of(w, "Accept-Language: fr\r\n", "/@ann", 0),
        page_of(w, "", "/@bob", 0),
        page_of(w, "", "/@far@far.example", 0),
        page_of(w, "", "/@ann/feed.atom", 0),
        page_of(w, "", "/", 0),
        page_of(w, "", "/tags/tagged", 0),
        page_of(w, ACTIVITY, "/objects/#", post),
        page_of(w, ACTIVITY, "/actors/#", w->ann.account.v),
        page_of(w, "", "/.well-known/webfinger?resource=acct:ann@local.example", 0),
        { w->ann_token, home, true },
        { w->bob_token, home, true },
    };
    memcpy(out, pages, sizeof pages);
    return ARRAY_COUNT(pages);
}

static struct api_reply gets(struct world *w, const struct target *page)
{
    return api_call(&w->api, "GET", sv_cstr(&w->api.arena, page->target), page->headers, "");
}

static struct api_reply home_of_ann(struct world *w)
{
    const struct target home = { w->ann_token, SV("/api/v1/timelines/home"), true };
    return gets(w, &home);
}

/* Kept answers go out without an id of the request. */
static bool is_kept(const struct api_reply *reply)
{
    return api_reply_header(reply, SV("X-Request-Id")).ptr == NULL;
}

static uint64_t misses(struct world *w)
{
    struct cache_stats stats;
    cache_stats_get(w->api.service.engine.cache, &stats);
    return stats.misses;
}

/* A second time it comes from memory. */
static void is_from_memory(struct world *w, const struct target *page, const char *after)
{
    uint64_t before = misses(w);
    struct api_reply reply = gets(w, page);
    if (reply.status == 200 && (misses(w) != before || is_kept(&reply) == page->is_home)) {
        print_error("after %s: %" SV_FMT " was made anew\n", after, SV_ARG(page->target));
        fail_msg("not kept");
    }
}

/* What is kept of every page says what the page says when all of it is forgotten. */
static void says_what_is(struct world *w, const char *after)
{
    struct target pages[PAGES_MAX];
    struct api_reply replies[PAGES_MAX];
    size_t count = pages_list(w, pages);
    /* Comparing takes longer than the test's own read transaction may. */
    db_release(&w->api.service.keyed.store.ctx);
    for (size_t i = 0; i < count; i++)
        replies[i] = gets(w, &pages[i]);
    cache_invalidate(w->api.service.engine.cache, cache_ref_site());
    for (size_t i = 0; i < count; i++) {
        struct api_reply fresh = gets(w, &pages[i]);
        if (replies[i].status != fresh.status || !sv_eq(replies[i].body, fresh.body))
            print_error("after %s: %" SV_FMT "\n%" SV_FMT "\nanew:\n%" SV_FMT "\n", after,
                        SV_ARG(pages[i].target), SV_ARG(replies[i].body), SV_ARG(fresh.body));
        assert_int_equal(replies[i].status, fresh.status);
        assert_true(sv_eq(replies[i].body, fresh.body));
        is_from_memory(w, &pages[i], after);
    }
}

static void words_change(struct world *w)
{
    struct ctx *ctx = service_as(&w->api.service, &w->ann);
    struct profile_edit edit = { .given = PROFILE_DISPLAY_NAME | PROFILE_NOTE,
                                 .display_name = SV("Ann of today"),
                                 .note = SV("Words") };
    struct field_errors errors;
    struct account account;
    assert_ctx_ok(ctx, service_edit_profile(ctx, &edit, &errors, &account));
    says_what_is(w, "an edited profile");
    ctx = service_as(&w->api.service, &w->ann);
    struct status status;
    assert_ctx_ok(ctx,
                  service_edit_status(ctx, w->post.id,
                                      &(struct edit_draft){ .text = SV("other words") }, &status));
    says_what_is(w, "an edit");
    const struct edit_draft tagged = { .text = SV("other words, #tagged") };
    assert_ctx_ok(ctx, service_edit_status(ctx, w->post.id, &tagged, &status));
    says_what_is(w, "an edit that tags");
    assert_ctx_ok(ctx, service_pin_status(ctx, w->post.id));
    says_what_is(w, "a pin");
    assert_ctx_ok(ctx, service_unpin_status(ctx, w->post.id));
    says_what_is(w, "an unpin");
}

static void counters_change(struct world *w)
{
    struct relationship relation;
    struct ctx *ctx = service_as(&w->api.service, &w->bob);
    assert_ctx_ok(ctx, service_favourite_status(ctx, w->post.id));
    says_what_is(w, "a favourite");
    assert_ctx_ok(ctx, service_unfavourite_status(ctx, w->post.id));
    says_what_is(w, "a favourite taken back");
    assert_ctx_ok(
        ctx, service_follow_account(ctx, w->ann.account, &(struct follow_options){ 0 }, &relation));
    says_what_is(w, "a follow");
    assert_ctx_ok(ctx, service_unfollow_account(ctx, w->ann.account, &relation));
    says_what_is(w, "an unfollow");
    ctx = service_as(&w->api.service, &w->ann);
    struct status own;
    assert_ctx_ok(ctx, service_reblog_status(ctx, w->answer.id, VISIBILITY_PUBLIC, &own));
    says_what_is(w, "a reblog");
    assert_ctx_ok(ctx, service_unreblog_status(ctx, w->answer.id));
    says_what_is(w, "a reblog taken back");
}

static void thread_grows(struct world *w)
{
    struct status under_hidden =
        posts(w, &w->ann, "for all, under what is not for all", VISIBILITY_PUBLIC, w->hidden.id);
    says_what_is(w, "an answer to what visitors do not see");
    struct status deep = posts(w, &w->bob, "deeper", VISIBILITY_PUBLIC, w->answer.id);
    says_what_is(w, "an answer to an answer");
    struct ctx *ctx = service_as(&w->api.service, &w->bob);
    assert_ctx_ok(ctx, service_erase_status(ctx, deep.id, NULL));
    says_what_is(w, "an erased answer");
    ctx = service_as(&w->api.service, &w->ann);
    assert_ctx_ok(ctx, service_erase_status(ctx, under_hidden.id, NULL));
    says_what_is(w, "an erased answer under a hidden one");
    posts(w, &w->ann, "another", VISIBILITY_PUBLIC, status_id(0));
    says_what_is(w, "a post");
}

static void other_servers_speak(struct world *w)
{
    struct ctx *ctx = service_console(&w->api.service);
    struct received_status received = {
        .author = w->far,
        .uri = SV("https://far.example/1"),
        .content = HTML_LIT("<p>from afar</p>"),
        .visibility = VISIBILITY_PUBLIC,
        .in_reply_to =
            sv_printf(&w->api.arena, "https://local.example/objects/%lld", (long long)w->post.id.v),
        .published_ms = ctx->now_ms,
    };
    struct status_id id;
    assert_ctx_ok(ctx, service_receive_status(ctx, &received, &id));
    says_what_is(w, "an answer from afar");
    received.content = HTML_LIT("<p>from afar, corrected</p>");
    received.edited_ms = ctx->now_ms;
    assert_ctx_ok(ctx, service_receive_edit(ctx, &received, &id));
    says_what_is(w, "an edit from afar");
    assert_ctx_ok(ctx, service_receive_reblog(ctx, w->far, SV("https://far.example/2"), w->post.id,
                                              ctx->now_ms));
    says_what_is(w, "a reblog from afar");
    ctx = service_console(&w->api.service);
    struct domain_rule rule;
    assert_ctx_ok(ctx,
                  service_set_domain_rule(ctx, SV("far.example"), DOMAIN_SILENCE, SV(""), &rule));
    says_what_is(w, "a rule for a server");
}

static void lists_set_apart(struct world *w)
{
    struct api_fixture *f = &w->api;
    struct api_reply r = api_post(f, "/api/v1/lists", w->ann_token, "title=apart&exclusive=true");
    assert_int_equal(r.status, 200);
    struct sv id = api_between(r.body, "\"id\":\"", "\"");
    const char *list = sv_printf(&f->arena, "/api/v1/lists/%" SV_FMT, SV_ARG(id)).ptr;
    const char *members = sv_printf(&f->arena, "%s/accounts", list).ptr;
    const char *bob = sv_printf(&f->arena, "account_ids[]=%lld", (long long)w->bob.account.v).ptr;
    assert_int_equal(api_post(f, members, w->ann_token, bob).status, 200);
    says_what_is(w, "a list that sets apart");
    const char *form = "Content-Type: application/x-www-form-urlencoded\r\n";
    const char *headers = sv_printf(&f->arena, "%s%s", w->ann_token, form).ptr;
    r = api_call(f, "PUT", list, headers, "title=beside&exclusive=false");
    assert_int_equal(r.status, 200);
    says_what_is(w, "a list that does not");
    r = api_call(f, "PUT", list, headers, "title=apart&exclusive=true");
    says_what_is(w, "a list that sets apart again");
    assert_int_equal(api_call(f, "DELETE", members, headers, bob).status, 200);
    says_what_is(w, "a list without members");
}

static void noted_and_followed(struct world *w)
{
    struct api_fixture *f = &w->api;
    const char *mute =
        sv_printf(&f->arena, "/api/v1/statuses/%lld/mute", (long long)w->post.id.v).ptr;
    const char *unmute =
        sv_printf(&f->arena, "/api/v1/statuses/%lld/unmute", (long long)w->post.id.v).ptr;
    const char *note =
        sv_printf(&f->arena, "/api/v1/accounts/%lld/note", (long long)w->bob.account.v).ptr;
    assert_int_equal(api_post(f, mute, w->ann_token, "").status, 200);
    says_what_is(w, "a muted conversation");
    assert_int_equal(api_post(f, unmute, w->ann_token, "").status, 200);
    says_what_is(w, "a conversation heard again");
    assert_int_equal(api_post(f, note, w->ann_token, "comment=nice").status, 200);
    says_what_is(w, "a note");
    posts(w, &w->stranger, "of a stranger #afar", VISIBILITY_PUBLIC, status_id(0));
    size_t before = home_of_ann(w).body.len;
    assert_int_equal(api_post(f, "/api/v1/tags/Afar/follow", w->ann_token, "").status, 200);
    says_what_is(w, "a followed hashtag");
    assert_true(home_of_ann(w).body.len > before);
    assert_int_equal(api_post(f, "/api/v1/tags/afar/unfollow", w->ann_token, "").status, 200);
    says_what_is(w, "a hashtag followed no more");
    assert_int_equal(home_of_ann(w).body.len, before);
}

static void words_filtered(struct world *w)
{
    struct api_fixture *f = &w->api;
    struct api_reply r = api_post(f, "/api/v2/filters", w->ann_token,
                                  "title=words&context[]=home&keywords_attributes[][keyword]=e");
    assert_int_equal(r.status, 200);
    says_what_is(w, "a filter");
    struct sv id = api_between(r.body, "\"id\":\"", "\"");
    const char *filter = sv_printf(&f->arena, "/api/v2/filters/%" SV_FMT, SV_ARG(id)).ptr;
    const char *statuses = sv_printf(&f->arena, "%s/statuses", filter).ptr;
    const char *post = sv_printf(&f->arena, "status_id=%lld", (long long)w->post.id.v).ptr;
    assert_int_equal(api_post(f, statuses, w->ann_token, post).status, 200);
    says_what_is(w, "a filter that names a status");
    assert_int_equal(api_call(f, "DELETE", filter, w->ann_token, "").status, 200);
    says_what_is(w, "a filter taken away");
}

static void people_avoid_each_other(struct world *w)
{
    struct relationship relation;
    struct ctx *ctx = service_as(&w->api.service, &w->ann);
    const struct follow_options quiet = { .shows_reblogs = false };
    assert_ctx_ok(ctx, service_follow_account(ctx, w->bob.account, &quiet, &relation));
    says_what_is(w, "a follow without reblogs");
    const struct follow_options all = { .shows_reblogs = true };
    assert_ctx_ok(ctx, service_follow_account(ctx, w->bob.account, &all, &relation));
    says_what_is(w, "a follow with them");
    assert_ctx_ok(ctx, service_mute_account(ctx, w->bob.account, true, 0, &relation));
    says_what_is(w, "a mute");
    assert_ctx_ok(ctx, service_unmute_account(ctx, w->bob.account, &relation));
    says_what_is(w, "a mute taken back");
    assert_ctx_ok(ctx, service_block_account(ctx, w->bob.account, &relation));
    says_what_is(w, "a block");
    assert_ctx_ok(ctx, service_unblock_account(ctx, w->bob.account, &relation));
    says_what_is(w, "a block taken back");
    assert_ctx_ok(ctx, service_follow_account(ctx, w->bob.account, &all, &relation));
    ctx = service_as(&w->api.service, &w->bob);
    assert_ctx_ok(ctx, service_follow_account(ctx, w->ann.account, &all, &relation));
    says_what_is(w, "both following");
    lists_set_apart(w);
    words_filtered(w);
    noted_and_followed(w);
    ctx = service_as(&w->api.service, &w->bob);
    assert_ctx_ok(ctx, service_bookmark_status(ctx, w->post.id));
    says_what_is(w, "a bookmark");
    assert_ctx_ok(ctx, service_unbookmark_status(ctx, w->post.id));
    says_what_is(w, "a bookmark taken back");
    assert_ctx_ok(ctx, service_block_domain(ctx, SV("far.example")));
    says_what_is(w, "a blocked server");
    assert_ctx_ok(ctx, service_unblock_domain(ctx, SV("far.example")));
    says_what_is(w, "it back");
    assert_ctx_ok(ctx, service_receive_block(ctx, w->far, w->bob.account, SV("https://far/b")));
    says_what_is(w, "a block from afar");
    assert_ctx_ok(ctx, service_receive_unblock(ctx, w->far, w->bob.account));
    says_what_is(w, "that taken back");
}

/* A mute that ends by itself ends in a home that was kept, too. */
static void mutes_end(struct world *w)
{
    const struct target home = { w->ann_token, SV("/api/v1/timelines/home"), true };
    struct relationship relation;
    struct ctx *ctx = service_as(&w->api.service, &w->ann);
    size_t before = gets(w, &home).body.len;
    assert_ctx_ok(ctx, service_mute_account(ctx, w->bob.account, true, 300, &relation));
    assert_true(gets(w, &home).body.len < before);
    (void)usleep(400000);
    assert_int_equal(gets(w, &home).body.len, before);
    db_release(&w->api.service.keyed.store.ctx);
    ctx = service_as(&w->api.service, &w->ann);
    assert_ctx_ok(ctx, service_unmute_account(ctx, w->bob.account, &relation));
}

static void moderators_act(struct world *w)
{
    static const enum account_state states[] = { ACCOUNT_SILENCED, ACCOUNT_SUSPENDED,
                                                 ACCOUNT_ACTIVE };

    for (size_t i = 0; i < ARRAY_COUNT(states); i++) {
        struct ctx *ctx = service_console(&w->api.service);
        struct account account;
        assert_ctx_ok(ctx, service_moderate_account(ctx, w->bob.account, states[i], &account));
        says_what_is(w, "moderation");
    }
}

static void people_go(struct world *w)
{
    struct erasure_id id;
    struct ctx *ctx = service_console(&w->api.service);
    assert_ctx_ok(ctx, service_begin_account_erasure(ctx, w->bob.account, SV(""), &id));
    says_what_is(w, "the beginning of an erasure");
    ctx = service_console(&w->api.service);
    assert_ctx_ok(ctx, service_finish_erasure(ctx, id, NULL, NULL));
    says_what_is(w, "its end");
    struct target of_bob = { .headers = "", .target = SV("/@bob") };
    assert_int_equal(gets(w, &of_bob).status, 410);
    ctx = service_as(&w->api.service, &w->ann);
    assert_ctx_ok(ctx, service_erase_status(ctx, w->post.id, NULL));
    says_what_is(w, "an erased post");
    struct target object = page_of(w, ACTIVITY, "/objects/#", w->post.id.v);
    assert_int_equal(gets(w, &object).status, 410);
}

static void story(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        return;
    struct world *w = world_open(engine);
    w->post = posts(w, &w->ann, "words of @bob, #tagged", VISIBILITY_PUBLIC, status_id(0));
    w->hidden = posts(w, &w->bob, "for @ann and some", VISIBILITY_PRIVATE, w->post.id);
    w->answer = posts(w, &w->bob, "an answer", VISIBILITY_PUBLIC, w->post.id);
    struct ctx *ctx = service_as(&w->api.service, &w->bob);
    assert_ctx_ok(ctx, service_reblog_status(ctx, w->post.id, VISIBILITY_PUBLIC, &w->reblog));
    says_what_is(w, "nothing");
    words_change(w);
    counters_change(w);
    thread_grows(w);
    people_avoid_each_other(w);
    mutes_end(w);
    other_servers_speak(w);
    moderators_act(w);
    people_go(w);
    world_close(w);
}

static void test_on_sqlite(void **state)
{
    UNUSED(state);
    story(FIXTURE_SQLITE);
}

static void test_on_postgres(void **state)
{
    UNUSED(state);
    story(FIXTURE_POSTGRES);
}

static void test_who_gets_none(void **state)
{
    UNUSED(state);
    struct world *w = world_open(FIXTURE_SQLITE);
    w->post = posts(w, &w->ann, "words", VISIBILITY_PUBLIC, status_id(0));
    w->hidden = posts(w, &w->ann, "for some", VISIBILITY_PRIVATE, status_id(0));
    struct target page = { .headers = "", .target = SV("/@ann") };
    gets(w, &page);
    struct api_reply kept = gets(w, &page);
    assert_true(is_kept(&kept));
    struct sv etag = api_reply_header(&kept, SV("ETag"));
    assert_sv_lit(api_reply_header(&kept, SV("Cache-Control")), "no-cache");
    page.headers = sv_printf(&w->api.arena, "If-None-Match: %" SV_FMT "\r\n", SV_ARG(etag)).ptr;
    struct api_reply reply = gets(w, &page);
    assert_true(is_kept(&reply));
    assert_int_equal(reply.status, 304);
    assert_int_equal(reply.body.len, 0);
    static const char *const others[] = { "Authorization: Bearer x\r\n",
                                          "Signature: keyId=\"x\"\r\n", "Signature-Input: x\r\n",
                                          "Cookie: __Host-efface_session=x\r\n" };
    for (size_t i = 0; i < ARRAY_COUNT(others); i++) {
        page.headers = others[i];
        reply = gets(w, &page);
        assert_false(is_kept(&reply));
    }
    page.headers = "Accept-Language: fr\r\n";
    reply = gets(w, &page);
    assert_false(is_kept(&reply));
    assert_true(sv_find(reply.body, SV("lang=\"fr\""), 0) != SIZE_MAX);
    page.headers = ACTIVITY;
    assert_int_equal(gets(w, &page).status, 302);
    struct target hidden = page_of(w, "", "/api/v1/statuses/#", w->hidden.id.v);
    gets(w, &hidden);
    assert_int_equal(gets(w, &hidden).status, 404);
    reply = api_call(&w->api, "HEAD", "/@ann", "", "");
    assert_true(is_kept(&reply));
    assert_int_equal(reply.body.len, 0);
    world_close(w);
}

/* What changed between reading and keeping is not kept, however the two fall. */
static void test_race(void **state)
{
    UNUSED(state);
    struct world *w = world_open(FIXTURE_SQLITE);
    for (int is_changed = 0; is_changed < 2; is_changed++) {
        struct ctx *ctx = service_anonymous(&w->api.service);
        struct http_request req = { .ctx = ctx, .target = SV("/@ann") };
        struct http_response res;
        struct keep keep;
        assert_int_equal(http_target_parse(ctx->arena, req.target, &req.parsed), ERR_OK);
        http_response_init(&res);
        http_response_html(&res, SV("<p>"));
        api_keep_begin(ctx, &req, SV(""), &keep);
        api_keep_account(&keep, w->ann.account);
        if (is_changed == 1)
            cache_invalidate(ctx->engine->cache, cache_ref_account(w->ann.account));
        api_keep_end(ctx, &req, &res, &keep, NULL);
        http_response_init(&res);
        assert_int_equal(api_recall(ctx, &req, &res), is_changed == 0);
        http_response_reset(&res);
    }
    world_close(w);
}

/* What is put together from memory is counted like what is made anew. */
static void test_counting(void **state)
{
    UNUSED(state);
    struct world *w = world_open(FIXTURE_SQLITE);
    struct relationship relation;
    struct consent_grantee app = { CONSENT_GRANTEE_APPLICATION, w->app.v };
    const struct target home = { w->bob_token, SV("/api/v1/timelines/home"), true };
    posts(w, &w->ann, "words", VISIBILITY_PUBLIC, status_id(0));
    struct ctx *ctx = service_as(&w->api.service, &w->bob);
    const struct follow_options all = { .shows_reblogs = true };
    assert_ctx_ok(ctx, service_follow_account(ctx, w->ann.account, &all, &relation));
    db_release(ctx);
    for (uint64_t reads = 1; reads < 4; reads++) {
        struct consent_totals totals;
        assert_int_equal(gets(w, &home).status, 200);
        assert_true(consent_meter_find(w->api.service.engine.consent, app, &totals));
        assert_int_equal(totals.reads[CLASS_POST_BODY], reads);
        assert_int_equal(totals.people[CLASS_POST_BODY], 1);
    }
    is_from_memory(w, &home, "counting");
    world_close(w);
}

/* A form has a token of the visitor who asked, also of one who had the cookie for it already. */
static void test_forms(void **state)
{
    UNUSED(state);
    struct world *w = world_open(FIXTURE_SQLITE);
    for (int has_form = 0; has_form < 2; has_form++) {
        struct ctx *ctx = service_anonymous(&w->api.service);
        const struct http_header cookie = { SV_INIT("Cookie"), SV_INIT("__Host-efface_form=x") };
        struct http_request req = {
            .ctx = ctx, .target = SV("/a"), .headers = &cookie, .header_count = 1
        };
        struct http_response res;
        struct keep keep;
        struct page p;
        assert_int_equal(http_target_parse(ctx->arena, req.target, &req.parsed), ERR_OK);
        http_response_init(&res);
        const struct page_head head = { .title = SV("A page") };
        assert_ctx_ok(ctx, api_page_begin(&p, ctx, &req, &res, &head));
        if (has_form == 1) {
            api_page_form_open(&p, SV("/sign_in"), SV(""), false);
            html_w_close_tag(&p.w, "form");
            res.header_count = 0; /* a cookie set would keep the page out by itself */
        }
        cache_invalidate(ctx->engine->cache, cache_ref_site());
        api_keep_begin(ctx, &req, SV(""), &keep);
        assert_ctx_ok(ctx, api_keep_page(&p, &keep));
        http_response_init(&res);
        assert_int_equal(api_recall(ctx, &req, &res), has_form == 0);
        http_response_reset(&res);
    }
    world_close(w);
}

/* What cannot be watched whole is not kept. */
static void test_bound(void **state)
{
    UNUSED(state);
    struct world *w = world_open(FIXTURE_SQLITE);
    struct ctx *ctx = service_anonymous(&w->api.service);
    struct http_request req = { .ctx = ctx, .target = SV("/@ann") };
    struct http_response res;
    struct keep keep;
    assert_int_equal(http_target_parse(ctx->arena, req.target, &req.parsed), ERR_OK);
    for (int64_t over = 0; over < 2; over++) {
        http_response_init(&res);
        http_response_html(&res, SV("<p>"));
        cache_invalidate(ctx->engine->cache, cache_ref_site());
        api_keep_begin(ctx, &req, SV(""), &keep);
        for (int64_t i = 1; i < CACHE_DEPS_MAX + over; i++)
            api_keep_account(&keep, account_id(i));
        api_keep_end(ctx, &req, &res, &keep, NULL);
        http_response_init(&res);
        assert_int_equal(api_recall(ctx, &req, &res), over == 0);
        http_response_reset(&res);
    }
    world_close(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_on_sqlite),     cmocka_unit_test(test_on_postgres),
        cmocka_unit_test(test_who_gets_none), cmocka_unit_test(test_race),
        cmocka_unit_test(test_bound),         cmocka_unit_test(test_counting),
        cmocka_unit_test(test_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
