/* service/domain_rule and its neighbours: rules and what they end, blocked domains, moderation, reports. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/block_domain.h"
#include "service/domain_rule.h"
#include "service/follow_account.h"
#include "service/moderate_account.h"
#include "service/receive_status.h"
#include "service/report_account.h"
#include "store/status.h"
#include "service/sever_domain.h"
#include "service/timeline.h"
#include "service/view_account.h"
#include "store/account.h"
#include "store/job.h"
#include "store/notification.h"
#include "store/outbound.h"
#include "store/relation.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define ALICE account_id(100)
#define BOB account_id(101)
#define REMOTE account_id(200)
#define OTHER account_id(201)

static struct ctx *moderator(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, BOB);
    ctx->viewer.role = USER_ROLE_MODERATOR;
    ctx->viewer.user = user_id(1);
    return ctx;
}

static bool is_blocked(struct ctx *ctx, const char *host)
{
    bool out = false;
    assert_ctx_ok(ctx, service_domain_is_blocked(ctx, sv_from(host), &out));
    return out;
}

static void nearest_rule_counts(struct service_fixture *f)
{
    struct ctx *ctx = moderator(f);
    struct domain_rule rule;
    struct domain_rule exception;
    assert_ctx_ok(
        ctx, service_set_domain_rule(ctx, SV(" Bad.EXAMPLE "), DOMAIN_BLOCK, SV("spam"), &rule));
    assert_sv_lit(rule.domain, "bad.example");
    assert_ctx_ok(ctx, service_set_domain_rule(ctx, SV("good.bad.example"), DOMAIN_ALLOW, SV(""),
                                               &exception));
    for (int round = 0; round < 2; round++) {
        assert_true(is_blocked(ctx, "bad.example"));
        assert_true(is_blocked(ctx, "bad.example:8443"));
        assert_true(is_blocked(ctx, "a.b.c.d.e.f.g.h.i.j.k.bad.example"));
        assert_false(is_blocked(ctx, "good.bad.example"));
        assert_false(is_blocked(ctx, "x.good.bad.example"));
        assert_false(is_blocked(ctx, "notbad.example"));
        assert_false(is_blocked(ctx, "example"));
        assert_false(is_blocked(ctx, ""));
    }
    int64_t first = rule.id;
    assert_ctx_ok(ctx,
                  service_set_domain_rule(ctx, SV("bad.example"), DOMAIN_SILENCE, SV(""), &rule));
    assert_int_equal(rule.id, first);
    assert_false(is_blocked(ctx, "bad.example"));
    assert_ctx_ok(ctx, service_delete_domain_rule(ctx, rule.id));
    assert_err(service_delete_domain_rule(ctx, rule.id), ERR_NOT_FOUND);
    assert_err(service_set_domain_rule(ctx, SV("local.example"), DOMAIN_BLOCK, SV(""), &rule),
               ERR_VALIDATION);
    assert_err(service_set_domain_rule(ctx, SV("a b"), DOMAIN_BLOCK, SV(""), &rule),
               ERR_VALIDATION);
    ctx = service_acting(f, ALICE);
    assert_err(service_set_domain_rule(ctx, SV("x.example"), DOMAIN_BLOCK, SV(""), &rule),
               ERR_FORBIDDEN);
}

static size_t shown(struct ctx *ctx, struct domain_rule **out)
{
    size_t count = 0;
    assert_ctx_ok(ctx, service_list_public_domain_rules(ctx, out, &count));
    return count;
}

/* The setting decides who reads the list; what moderators wrote is in none. */
static void rules_are_shown(struct service_fixture *f)
{
    struct domain_rule rule;
    struct domain_rule *list = NULL;
    size_t count = 0;
    struct ctx *ctx = moderator(f);
    assert_ctx_ok(ctx,
                  service_set_domain_rule(ctx, SV("zz.example"), DOMAIN_BLOCK, SV("why"), &rule));
    assert_ctx_ok(ctx,
                  service_set_domain_rule(ctx, SV("aa.example"), DOMAIN_SILENCE, SV("why"), &rule));
    assert_err(service_list_public_domain_rules(ctx, &list, &count), ERR_NOT_FOUND);
    f->conf.values[CONF_SERVER_SHOWS_DOMAIN_BLOCKS].number = CONF_SHOWS_TO_USERS;
    assert_int_equal(shown(ctx, &list), 2);
    assert_sv_lit(list[0].domain, "aa.example");
    assert_int_equal(list[0].comment.len, 0);
    assert_err(service_list_public_domain_rules(service_anonymous(f), &list, &count),
               ERR_NOT_FOUND);
    f->conf.values[CONF_SERVER_SHOWS_DOMAIN_BLOCKS].number = CONF_SHOWS_TO_EVERYBODY;
    ctx = service_anonymous(f);
    assert_int_equal(shown(ctx, &list), 2);
    assert_sv_lit(service_domain_digest(ctx, SV("example.com")),
                  "a379a6f6eeafb9a55e378c118034e2751e682fab9f2d30ab13d2125586ce1947");
    f->conf.values[CONF_SERVER_SHOWS_DOMAIN_BLOCKS].number = CONF_SHOWS_TO_NOBODY;
}

static void preview_is(struct ctx *ctx, int following, int followers)
{
    struct domain_block_preview preview;
    db_release(ctx);
    assert_ctx_ok(ctx, service_preview_domain_block(ctx, SV(" FAR.example"), &preview));
    assert_int_equal(preview.following, following);
    assert_int_equal(preview.followers, followers);
}

static size_t count_deliveries(struct ctx *ctx)
{
    struct delivery *list = NULL;
    size_t count = 0;
    db_release(ctx);
    assert_ctx_ok(ctx, store_delivery_due(ctx, INT64_MAX, NULL, 0, 40, &list, &count));
    return count;
}

/* Alice follows the remote account, it follows her, and it asks nobody. */
static void befriend(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, ALICE);
    struct follow_options options = { .shows_reblogs = true };
    struct relationship now;
    assert_ctx_ok(ctx, service_follow_account(ctx, REMOTE, &options, &now));
    assert_ctx_ok(ctx, service_receive_accept(ctx, REMOTE, ALICE));
    assert_ctx_ok(ctx, service_receive_follow(ctx, REMOTE, ALICE, SV("https://far.example/f")));
}

static struct relationship relation(struct ctx *ctx)
{
    struct relationship now;
    db_release(ctx);
    assert_ctx_ok(ctx, store_relationship_get(ctx, ALICE, REMOTE, &now));
    return now;
}

static void blocked_domain_is_severed(struct service_fixture *f)
{
    befriend(f);
    struct ctx *ctx = service_acting(f, ALICE);
    size_t before = count_deliveries(ctx);
    struct domain_block_preview preview;
    preview_is(ctx, 1, 1);
    assert_err(service_preview_domain_block(ctx, SV("a b"), &preview), ERR_VALIDATION);
    assert_err(service_block_domain(ctx, SV("local.example")), ERR_VALIDATION);
    assert_ctx_ok(ctx, service_block_domain(ctx, SV("FAR.example")));
    struct domain_block *blocks = NULL;
    size_t count = 0;
    struct paging paging = paging_of(-1, -1, -1, 10);
    assert_ctx_ok(ctx, store_domain_block_page(ctx, ALICE, &paging, &blocks, &count));
    assert_int_equal(count, 1);
    int64_t job_ms = 0;
    assert_ctx_ok(ctx, store_job_next(ctx, &job_ms));
    assert_true(job_ms <= ctx->now_ms);
    assert_true(relation(ctx).is_following);
    assert_ctx_ok(ctx, service_sever_domain(ctx, ALICE, blocks[0].id));
    assert_false(relation(ctx).is_following || relation(ctx).is_followed_by);
    assert_true(relation(ctx).is_domain_blocking);
    preview_is(ctx, 0, 0);
    assert_true(count_deliveries(ctx) > 0 && before > 0);
    struct follow_options options = { 0 };
    struct relationship now;
    assert_err(service_follow_account(ctx, REMOTE, &options, &now), ERR_FORBIDDEN);
    assert_ctx_ok(ctx, service_sever_domain(ctx, ALICE, blocks[0].id));
    assert_ctx_ok(ctx, service_unblock_domain(ctx, SV("far.example")));
    assert_ctx_ok(ctx, service_sever_domain(ctx, ALICE, blocks[0].id));
    assert_false(relation(ctx).is_domain_blocking);
}

static void ruled_domain_is_severed(struct service_fixture *f)
{
    befriend(f);
    struct ctx *ctx = service_acting(f, ALICE);
    struct follow_options options = { 0 };
    struct relationship now;
    assert_ctx_ok(ctx, service_follow_account(ctx, OTHER, &options, &now));
    struct domain_rule rule;
    ctx = moderator(f);
    assert_ctx_ok(ctx,
                  service_set_domain_rule(ctx, SV("far.example"), DOMAIN_BLOCK, SV(""), &rule));
    size_t before = count_deliveries(ctx);
    assert_ctx_ok(ctx, service_sever_domain(ctx, account_id(0), rule.id));
    assert_false(relation(ctx).is_following || relation(ctx).is_followed_by);
    assert_int_equal(count_deliveries(ctx), before);
    assert_ctx_ok(ctx, store_relationship_get(ctx, ALICE, OTHER, &now));
    assert_true(now.is_requested);
    struct account alice;
    assert_ctx_ok(ctx, store_account_get(ctx, ALICE, &alice));
    assert_int_equal(alice.counts.followers, 0);
    assert_int_equal(alice.counts.following, 0);
    assert_ctx_ok(ctx, service_delete_domain_rule(ctx, rule.id));
}

/* A public status of a far account that names alice. */
static struct status_id far_status(struct ctx *ctx, int number)
{
    struct received_mention mention = { ALICE, false };
    struct received_status received = {
        .author = REMOTE,
        .uri = sv_printf(ctx->arena, "https://far.example/n/%d", number),
        .content = HTML_LIT("<p>far</p>"),
        .visibility = VISIBILITY_PUBLIC,
        .mentions = &mention,
        .mention_count = 1,
        .published_ms = ctx->now_ms,
    };
    struct status_id out;
    assert_ctx_ok(ctx, service_receive_status(ctx, &received, &out));
    return out;
}

static bool is_in_public(struct ctx *ctx, struct status_id id)
{
    struct public_filter filter = { .part = PUBLIC_ALL };
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct status_page page;
    bool is_there = false;
    db_release(ctx);
    assert_ctx_ok(ctx, service_list_public(ctx, &filter, &paging, &page));
    for (size_t i = 0; i < page.count; i++)
        is_there |= status_id_eq(page.views[i].status->id, id);
    return is_there;
}

static bool was_told(struct ctx *ctx, enum notification_kind kind, struct status_id about)
{
    struct notification_filter filter = { .kinds = INT64_C(1) << kind };
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct notification *list = NULL;
    size_t count = 0;
    db_release(ctx);
    assert_ctx_ok(ctx, store_notification_page(ctx, ALICE, &filter, &paging, &list, &count));
    for (size_t i = 0; i < count; i++)
        if (status_id_eq(list[i].status, about))
            return true;
    return false;
}

/* As Mastodon limits a server: its people are met by who follows them, and have to ask. */
static void silenced_servers_are_limited(struct service_fixture *f)
{
    struct domain_rule rule;
    struct account account;
    struct ctx *ctx = moderator(f);
    struct status_id before = far_status(ctx, 1);
    assert_true(is_in_public(ctx, before));
    assert_true(was_told(ctx, NOTIFICATION_MENTION, before));
    assert_ctx_ok(ctx,
                  service_set_domain_rule(ctx, SV("far.example"), DOMAIN_SILENCE, SV(""), &rule));
    assert_false(is_in_public(service_anonymous(f), before));
    assert_false(is_in_public(service_acting(f, ALICE), before));
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_view_account(ctx, REMOTE, &account));
    assert_int_equal(account.state, ACCOUNT_SILENCED);
    struct status_id unheard = far_status(ctx, 2);
    assert_false(was_told(ctx, NOTIFICATION_MENTION, unheard));
    assert_ctx_ok(ctx, service_receive_follow(ctx, REMOTE, ALICE, SV("https://far.example/s")));
    assert_false(relation(ctx).is_followed_by);
    assert_true(relation(ctx).is_requested_by);

    /* Who follows them is not kept from them. */
    struct follow_options options = { .shows_reblogs = true };
    struct relationship now;
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_follow_account(ctx, REMOTE, &options, &now));
    assert_ctx_ok(ctx, service_receive_accept(ctx, REMOTE, ALICE));
    struct status_id heard = far_status(ctx, 3);
    assert_true(was_told(ctx, NOTIFICATION_MENTION, heard));
    assert_true(is_in_public(service_acting(f, ALICE), heard));
    assert_false(is_in_public(service_anonymous(f), heard));

    /* What came before a block is not shown while it stands. */
    ctx = moderator(f);
    assert_ctx_ok(ctx,
                  service_set_domain_rule(ctx, SV("far.example"), DOMAIN_BLOCK, SV(""), &rule));
    assert_false(is_in_public(service_acting(f, ALICE), heard));
    ctx = service_anonymous(f);
    struct status_view view;
    assert_err(service_view_status(ctx, heard, &view), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_view_account(ctx, REMOTE, &account));
    assert_int_equal(account.state, ACCOUNT_SUSPENDED);

    ctx = moderator(f);
    assert_ctx_ok(ctx, service_delete_domain_rule(ctx, rule.id));
    assert_true(is_in_public(service_anonymous(f), heard));
    ctx = service_acting(f, ALICE);
    assert_ctx_ok(ctx, service_unfollow_account(ctx, REMOTE, &now));
    assert_ctx_ok(ctx, service_reject_follow_request(ctx, REMOTE, &now));
}

static void accounts_are_moderated(struct service_fixture *f)
{
    struct ctx *ctx = moderator(f);
    struct account account;
    assert_err(service_moderate_account(ctx, BOB, ACCOUNT_SUSPENDED, &account), ERR_FORBIDDEN);
    assert_ctx_ok(ctx, service_moderate_account(ctx, REMOTE, ACCOUNT_SUSPENDED, &account));
    assert_int_equal(account.state, ACCOUNT_SUSPENDED);
    struct follow_options options = { 0 };
    struct relationship now;
    assert_err(service_follow_account(ctx, REMOTE, &options, &now), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_moderate_account(ctx, ALICE, ACCOUNT_SUSPENDED, &account));
    assert_ctx_ok(ctx, service_view_account(ctx, ALICE, &account));
    assert_int_equal(account.display_name.len, 0);
    assert_sv_lit(account.username, "alice");
    assert_ctx_ok(ctx, service_moderate_account(ctx, ALICE, ACCOUNT_ACTIVE, &account));
    assert_sv_lit(account.display_name, "alice");
    assert_ctx_ok(ctx, service_moderate_account(ctx, REMOTE, ACCOUNT_ACTIVE, &account));
    assert_err(service_moderate_account(service_acting(f, ALICE), BOB, ACCOUNT_SILENCED, &account),
               ERR_FORBIDDEN);
}

static void reports_come_and_close(struct service_fixture *f)
{
    struct ctx *ctx = service_acting(f, ALICE);
    struct status_id none[] = { { 4711 } };
    struct report_draft draft = { .target = REMOTE,
                                  .category = REPORT_SPAM,
                                  .comment = SV("reportword"),
                                  .statuses = none,
                                  .status_count = 1,
                                  .forwards = true };
    struct report report;
    assert_err(service_report_account(ctx, &draft, &report), ERR_NOT_FOUND);
    draft.status_count = 0;
    size_t before = count_deliveries(ctx);
    assert_ctx_ok(ctx, service_report_account(ctx, &draft, &report));
    assert_true(report.is_forwarded);
    assert_int_equal(count_deliveries(ctx), before + 1);
    draft.target = ALICE;
    assert_err(service_report_account(ctx, &draft, &report), ERR_VALIDATION);
    assert_ctx_ok(ctx, service_receive_report(ctx, REMOTE, &draft));
    struct paging paging = paging_of(-1, -1, -1, 10);
    struct report *list = NULL;
    size_t count = 0;
    assert_err(
        service_list_reports(ctx, &(struct report_filter){ 0 }, &paging, &list, &count, NULL),
        ERR_FORBIDDEN);
    ctx = moderator(f);
    assert_ctx_ok(
        ctx, service_list_reports(ctx, &(struct report_filter){ 0 }, &paging, &list, &count, NULL));
    assert_int_equal(count, 2);
    assert_sv_lit(list[1].comment, "reportword");
    assert_int_equal(list[1].category, REPORT_SPAM);
    assert_ctx_ok(ctx, service_close_report(ctx, list[1].id, true, &report));
    assert_true(report.handled_ms > 0);
    assert_ctx_ok(
        ctx, service_list_reports(ctx, &(struct report_filter){ 0 }, &paging, &list, &count, NULL));
    assert_int_equal(count, 1);
    assert_ctx_ok(ctx, service_close_report(ctx, report.id, false, &report));
    assert_int_equal(report.handled_ms, 0);
}

static size_t reports_open(struct service_fixture *f)
{
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct report *list = NULL;
    size_t count = 0;
    struct ctx *ctx = moderator(f);
    assert_ctx_ok(
        ctx, service_list_reports(ctx, &(struct report_filter){ 0 }, &paging, &list, &count, NULL));
    return count;
}

static size_t media_received(struct service_fixture *f, const char *uri)
{
    struct received_media picture = { .url = SV("https://far.example/a.png"),
                                      .mime = SV("image/png") };
    struct ctx *ctx = service_anonymous(f);
    struct received_status in = { .author = REMOTE,
                                  .uri = sv_from(uri),
                                  .visibility = VISIBILITY_PUBLIC,
                                  .published_ms = ctx->now_ms,
                                  .media = &picture,
                                  .media_count = 1 };
    struct status_id id;
    struct status status;
    assert_ctx_ok(ctx, service_receive_status(ctx, &in, &id));
    assert_ctx_ok(ctx, store_status_get(ctx, id, &status));
    return status.media_count;
}

/* What a rule refuses besides, and what it says of itself. */
static void refusals_hold(struct service_fixture *f)
{
    struct domain_rule rule;
    struct domain_rule again;
    struct domain_rule draft = { .domain = SV("FAR.example"),
                                 .severity = DOMAIN_NOOP,
                                 .rejects_media = true,
                                 .rejects_reports = true,
                                 .is_obfuscated = true,
                                 .public_comment = SV("odd") };
    struct report_draft report = { .target = ALICE, .comment = SV("from far") };
    size_t before = reports_open(f);
    assert_int_equal(media_received(f, "https://far.example/before"), 1);
    struct ctx *ctx = moderator(f);
    assert_ctx_ok(ctx, service_new_domain_rule(ctx, &draft, &rule));
    assert_sv_lit(rule.public_comment, "odd");
    assert_sv_lit(service_public_domain(ctx, &rule), "far.*****le");
    assert_err(service_new_domain_rule(ctx, &draft, &again), ERR_DUPLICATE);
    assert_int_equal(again.id, rule.id);
    assert_ctx_ok(ctx, service_receive_report(ctx, REMOTE, &report));
    assert_int_equal(reports_open(f), before);
    assert_int_equal(media_received(f, "https://far.example/refused"), 0);
    rule.rejects_media = false;
    rule.rejects_reports = false;
    ctx = moderator(f);
    assert_ctx_ok(ctx, service_edit_domain_rule(ctx, rule.id, &rule, &again));
    assert_true(again.is_obfuscated);
    assert_int_equal(media_received(f, "https://far.example/after"), 1);
    assert_ctx_ok(ctx, service_receive_report(ctx, REMOTE, &report));
    assert_int_equal(reports_open(f), before + 1);
    ctx = moderator(f);
    assert_ctx_ok(ctx, service_delete_domain_rule(ctx, rule.id));
    assert_err(service_edit_domain_rule(ctx, rule.id, &rule, &again), ERR_NOT_FOUND);
    assert_err(service_new_domain_rule(service_acting(f, ALICE), &draft, &again), ERR_FORBIDDEN);
}

static void on_both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        service_open(&f, engines[i]);
        f.engine.domain_rules = domain_rules_new();
        keyed_account(&f.keyed, "alice", ALICE.v);
        keyed_account(&f.keyed, "bob", BOB.v);
        service_remote(&f, "rae", "far.example", REMOTE.v);
        service_remote(&f, "oto", "other.example", OTHER.v);
        nearest_rule_counts(&f);
        rules_are_shown(&f);
        silenced_servers_are_limited(&f);
        blocked_domain_is_severed(&f);
        ruled_domain_is_severed(&f);
        accounts_are_moderated(&f);
        reports_come_and_close(&f);
        refusals_hold(&f);
        domain_rules_free(f.engine.domain_rules);
        service_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_both_engines),
    };
    return cmocka_run_group_tests_name("service/domain_rule", tests, NULL, NULL);
}
