/* service/count_trends: whose posts count, how many it takes, what moderators decide, and that counts go with what was counted. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "db/db.h"
#include "service/attach_card.h"
#include "service/block_account.h"
#include "service/check.h"
#include "service/count_trends.h"
#include "service/domain_rule.h"
#include "service/edit_profile.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/favourite_status.h"
#include "service/find_tag.h"
#include "service/list_trends.h"
#include "service/manage_tag.h"
#include "service/post_status.h"
#include "service/receive_status.h"
#include "service/run_erasure.h"
#include "store/account.h"
#include "store/trend.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static struct user person(struct service_fixture *f, const char *name, bool is_discoverable)
{
    struct account account;
    struct field_errors errors = { 0 };
    struct user user = service_person(f, name);
    struct ctx *ctx = service_as(f, &user);
    struct profile_edit edit = { .given = PROFILE_DISCOVERABLE,
                                 .is_discoverable = is_discoverable };
    assert_ctx_ok(ctx, service_edit_profile(ctx, &edit, &errors, &account));
    return user;
}

static struct status_id post_with(struct service_fixture *f, const struct user *who,
                                  const struct post_draft *draft)
{
    struct status status;
    struct ctx *ctx = service_as(f, who);
    assert_ctx_ok(ctx, service_post_status(ctx, draft, &status));
    return status.id;
}

static struct status_id post(struct service_fixture *f, const struct user *who, const char *text)
{
    return post_with(f, who, &(struct post_draft){ .text = sv_from(text) });
}

static enum err discoverable_write(struct ctx *ctx, void *arg)
{
    const struct account_sealed sealed = { 0 };
    return store_account_update(ctx, arg, &sealed);
}

static struct account_id far_person(struct service_fixture *f, const char *name, const char *host,
                                    int64_t number)
{
    struct account account;
    struct ctx *ctx = service_anonymous(f);
    struct account_id id =
        service_remote(f, name, host, id_floor(ctx->now_ms - 30 * MS_PER_DAY) + number);
    assert_ctx_ok(ctx, store_account_get(ctx, id, &account));
    account.is_discoverable = true;
    assert_ctx_ok(ctx, db_write(ctx, discoverable_write, &account));
    return id;
}

/* A post of somebody on another server, who is discoverable and known for a month. */
static void receive(struct service_fixture *f, const char *name, const char *host, int64_t number,
                    struct sv tag)
{
    struct account_id author = far_person(f, name, host, number);
    struct ctx *ctx = service_anonymous(f);
    struct status_id id;
    struct received_status in = { .author = author,
                                  .uri = sv_printf(ctx->arena, "https://%s/%s", host, name),
                                  .content = HTML_LIT("<p>x</p>"),
                                  .tags = &tag,
                                  .tag_count = 1,
                                  .published_ms = ctx->now_ms };
    assert_ctx_ok(ctx, service_receive_status(ctx, &in, &id));
}

static void count_at(struct service_fixture *f, int64_t later_ms)
{
    struct ctx *ctx = service_anonymous(f);
    ctx->now_ms += later_ms;
    assert_ctx_ok(ctx, service_count_trends(ctx, NULL));
}

/* The trends, joined by spaces. */
static struct sv trends(struct service_fixture *f)
{
    struct ctx *ctx = service_anonymous(f);
    struct tag *tags = NULL;
    size_t count = 0;
    struct sv all = SV("");
    assert_ctx_ok(ctx, service_list_trending_tags(ctx, 0, 20, &tags, &count));
    for (size_t i = 0; i < count; i++)
        all =
            sv_concat(ctx->arena, (struct sv[]){ all, i > 0 ? SV(" ") : SV(""), tags[i].name }, 3);
    return all;
}

/* Uses and people of this day and the last together: midnight may pass. */
static void counted(struct service_fixture *f, const char *tag, int64_t uses, int64_t people)
{
    struct ctx *ctx = service_anonymous(f);
    struct trend_day days[TREND_HISTORY];
    assert_ctx_ok(ctx, service_view_tag_history(ctx, sv_from(tag), days));
    assert_int_equal(days[0].uses + days[1].uses, uses);
    assert_int_equal(days[0].people + days[1].people, people);
}

static void set(struct service_fixture *f, enum conf_key key, int64_t number)
{
    f->conf.values[key].number = number;
}

static void note(void *arg, bool is_fault, struct sv sentence)
{
    UNUSED(arg);
    if (is_fault)
        print_error("%" SV_FMT "\n", SV_ARG(sentence));
}

static void is_whole(struct service_fixture *f)
{
    struct check check = { .note = note };
    int64_t faults = 0;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_check(ctx, &check, &faults));
    assert_int_equal(faults, 0);
}

static void only_some_posts_count(struct service_fixture *f, const struct user *ann,
                                  const struct user *shy)
{
    struct status_id first = post(f, ann, "#walk once");
    (void)post(f, ann, "#walk and #walk twice");
    (void)post(f, shy, "#walk unseen");
    (void)post_with(f, ann,
                    &(struct post_draft){ .text = SV("#walk sensitive"),
                                          .has_sensitive = true,
                                          .is_sensitive = true });
    (void)post_with(f, ann,
                    &(struct post_draft){ .text = SV("#walk answer"), .in_reply_to = first });
    (void)post_with(f, ann,
                    &(struct post_draft){ .text = SV("#walk quiet"),
                                          .has_visibility = true,
                                          .visibility = VISIBILITY_UNLISTED });
    (void)post_with(f, ann,
                    &(struct post_draft){ .text = SV("#walk circle"),
                                          .has_visibility = true,
                                          .visibility = VISIBILITY_PRIVATE });
    count_at(f, 0);
    counted(f, "walk", 2, 1);
    assert_sv_lit(trends(f), "");
}

static void it_takes_people_of_several_servers(struct service_fixture *f, const struct user *bob)
{
    static const char *const names[] = { "ra", "rb", "rc", "rd", "re", "rf" };
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        receive(f, names[i], "swarm.example", (int64_t)i, SV("walk"));
    count_at(f, 0);
    counted(f, "walk", 8, 7);
    assert_sv_lit(trends(f), "");
    (void)post(f, bob, "#walk too");
    count_at(f, 0);
    assert_sv_lit(trends(f), "walk");
    counted(f, "walk", 9, 8);

    struct domain_rule rule;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx,
                  service_set_domain_rule(ctx, SV("swarm.example"), DOMAIN_SILENCE, SV(""), &rule));
    count_at(f, 0);
    assert_sv_lit(trends(f), "");
    counted(f, "walk", 3, 2);
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_delete_domain_rule(ctx, rule.id));
    count_at(f, 0);
    assert_sv_lit(trends(f), "walk");
}

static void new_accounts_wait(struct service_fixture *f)
{
    set(f, CONF_TRENDS_ACCOUNT_AGE, MS_PER_DAY);
    count_at(f, 0);
    counted(f, "walk", 6, 6);
    assert_sv_lit(trends(f), "");
    set(f, CONF_TRENDS_ACCOUNT_AGE, 0);
    count_at(f, 0);
    assert_sv_lit(trends(f), "walk");
}

static struct tag decide(struct service_fixture *f, const char *tag, unsigned part, bool yes)
{
    struct tag now;
    struct tag_edit edit = { part, yes, yes, yes };
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_decide_tag(ctx, sv_from(tag), &edit, &now));
    return now;
}

static size_t suggested(struct service_fixture *f, bool reviewed_only)
{
    struct ctx *ctx = service_anonymous(f);
    struct sv *names = NULL;
    size_t count = 0;
    struct tag_search search = { .text = SV("wal"), .reviewed_only = reviewed_only, .count = 20 };
    assert_ctx_ok(ctx, service_search_tags(ctx, &search, &names, &count));
    return count;
}

static void moderators_decide(struct service_fixture *f, const struct user *ann)
{
    struct tag tag;
    struct tag_edit edit = { .given = TAG_TRENDABLE };
    struct tag *tags = NULL;
    size_t count = 0;
    struct ctx *ctx = service_as(f, ann);
    assert_err(service_decide_tag(ctx, SV("walk"), &edit, &tag), ERR_FORBIDDEN);
    assert_err(service_get_tag(ctx, SV("walk"), &tag), ERR_FORBIDDEN);
    assert_err(service_list_all_trending_tags(ctx, 0, 20, &tags, &count), ERR_FORBIDDEN);
    ctx = service_console(f);
    assert_err(service_decide_tag(ctx, SV("nobody"), &edit, &tag), ERR_NOT_FOUND);
    assert_err(service_decide_tag(ctx, SV("no tag"), &edit, &tag), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_get_tag(ctx, SV("Walk"), &tag));
    assert_int_equal(tag.reviewed_ms, 0);
    assert_int_equal(suggested(f, true), 0);

    tag = decide(f, "walk", TAG_TRENDABLE, false);
    assert_true(tag.decision == TREND_REFUSED && tag.reviewed_ms > 0);
    assert_sv_lit(trends(f), "");
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_list_all_trending_tags(ctx, 0, 20, &tags, &count));
    assert_int_equal(count, 1);
    set(f, CONF_TRENDS_REVIEW, 1);
    (void)decide(f, "walk", TAG_TRENDABLE, true);
    assert_sv_lit(trends(f), "walk");
    set(f, CONF_TRENDS_REVIEW, 0);
    assert_int_equal(suggested(f, true), 1);
    (void)decide(f, "walk", TAG_LISTABLE, false);
    assert_int_equal(suggested(f, true), 0);
    assert_int_equal(suggested(f, false), 1); /* #wal itself; of it nobody knows */
    (void)decide(f, "walk", TAG_LISTABLE, true);

    struct status status;
    struct post_draft draft = { .text = SV("One more #Walk") };
    (void)decide(f, "walk", TAG_USABLE, false);
    ctx = service_as(f, ann);
    assert_err(service_post_status(ctx, &draft, &status), ERR_VALIDATION);
    (void)decide(f, "walk", TAG_USABLE, true);
    ctx = service_as(f, ann);
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    is_whole(f);
}

static void erase(struct service_fixture *f, struct account_id account)
{
    struct erasure_id id;
    struct ctx *ctx = service_console(f);
    assert_ctx_ok(ctx, service_begin_account_erasure(ctx, account, SV(""), &id));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, id, NULL, NULL));
    assert_int_equal(service_rows_left(f, account), 0);
}

/* Days that are over keep their numbers for a week. */
static void counts_go(struct service_fixture *f, const struct user *ann, const struct user *bob)
{
    struct ctx *ctx = service_anonymous(f);
    struct trend_day days[TREND_HISTORY];
    bool has_any = true;
    count_at(f, 0);
    counted(f, "walk", 10, 8);
    erase(f, ann->account);
    erase(f, bob->account);
    count_at(f, 0);
    counted(f, "walk", 6, 6);
    assert_sv_lit(trends(f), "");
    is_whole(f);

    count_at(f, 3 * MS_PER_DAY);
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, store_trend_history(ctx, SV("walk"), ctx->now_ms / MS_PER_DAY + 3, days));
    assert_int_equal(days[3].uses + days[4].uses, 6);
    count_at(f, 8 * MS_PER_DAY);
    ctx = service_anonymous(f);
    assert_ctx_ok(ctx, store_trend_has_day_before(ctx, TREND_TAG, INT64_MAX, &has_any));
    assert_false(has_any);
}

static void off_is_off(struct service_fixture *f)
{
    bool has_any = true;
    count_at(f, 0);
    counted(f, "walk", 6, 6);
    set(f, CONF_TRENDS_SHOWN, 0);
    count_at(f, 0);
    counted(f, "walk", 0, 0);
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, store_trends_any(ctx, TREND_TAG, &has_any));
    assert_false(has_any);
    set(f, CONF_TRENDS_SHOWN, 1);
}

/* Trending statuses as somebody sees them. */
static size_t status_trends(struct service_fixture *f, const struct user *who,
                            struct status_id *out_first)
{
    struct ctx *ctx = who == NULL ? service_anonymous(f) : service_as(f, who);
    const struct status_view *views = NULL;
    size_t count = 0;
    size_t seen = 0;
    assert_ctx_ok(ctx, service_list_trending_statuses(ctx, 0, 20, &views, &count, &seen));
    if (count > 0)
        *out_first = views[0].status->id;
    return count;
}

static size_t link_trends(struct service_fixture *f, struct trending_link *out_first)
{
    struct ctx *ctx = service_anonymous(f);
    struct trending_link *links = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, service_list_trending_links(ctx, 0, 20, &links, &count));
    if (count > 0)
        *out_first = links[0];
    return count;
}

static void favourite(struct service_fixture *f, const struct user *who, struct status_id id)
{
    struct ctx *ctx = service_as(f, who);
    assert_ctx_ok(ctx, service_favourite_status(ctx, id));
}

static void statuses_and_links(struct service_fixture *f)
{
    struct status_id first = { 0 };
    struct trending_link link;
    struct relationship now;
    struct status_page page;
    struct paging paging = paging_of(-1, -1, -1, 20);
    struct user eve = person(f, "eve", true);
    struct user fay = person(f, "fay", true);
    struct user gus = person(f, "gus", true);
    set(f, CONF_TRENDS_PEOPLE, 2);
    struct status_id liked = post(f, &eve, "liked by two");
    struct status_id own = post(f, &fay, "liked by one and by oneself");
    favourite(f, &fay, liked);
    favourite(f, &gus, liked);
    favourite(f, &fay, own);
    favourite(f, &gus, own);
    struct status_id links[] = { post(f, &fay, "https://c.example/page"),
                                 post(f, &gus, "https://c.example/page") };
    for (size_t i = 0; i < ARRAY_COUNT(links); i++) {
        struct ctx *ctx = service_anonymous(f);
        const struct preview_card card = { .url = SV("https://c.example/page"),
                                           .title = SV("Page"),
                                           .fetched_ms = ctx->now_ms };
        assert_ctx_ok(ctx, service_attach_card(ctx, links[i], &card));
    }
    count_at(f, 0);
    assert_int_equal(status_trends(f, NULL, &first), 1);
    assert_true(status_id_eq(first, liked));
    assert_int_equal(link_trends(f, &link), 1);
    assert_sv_lit(link.card.title, "Page");
    assert_int_equal(link.history[0].people + link.history[1].people, 2);
    struct ctx *ctx = service_anonymous(f);
    assert_ctx_ok(ctx, service_list_link(ctx, SV("https://c.example/page"), &paging, &page));
    assert_int_equal(page.count, 2);
    ctx = service_anonymous(f);
    assert_err(service_list_link(ctx, SV("https://c.example/no"), &paging, &page), ERR_NOT_FOUND);

    ctx = service_as(f, &gus);
    assert_ctx_ok(ctx, service_block_account(ctx, eve.account, &now));
    count_at(f, 0);
    assert_int_equal(status_trends(f, &gus, &first), 0);

    struct trending_link decided;
    ctx = service_console(f);
    assert_ctx_ok(ctx, service_decide_trending_link(ctx, link.card.id, false, &decided));
    assert_int_equal(link_trends(f, &link), 0);
    ctx = service_anonymous(f);
    assert_err(service_list_link(ctx, SV("https://c.example/page"), &paging, &page), ERR_NOT_FOUND);
    assert_err(service_decide_trending_link(service_as(f, &gus), link.card.id, true, &decided),
               ERR_FORBIDDEN);
    is_whole(f);
    erase(f, eve.account);
    assert_int_equal(status_trends(f, NULL, &first), 0);
    erase(f, fay.account);
    erase(f, gus.account);
    is_whole(f);
}

static void story(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        return;
    struct service_fixture f;
    service_open(&f, engine);
    set(&f, CONF_TRENDS_PEOPLE, 4);
    set(&f, CONF_TRENDS_ACCOUNT_AGE, 0);
    struct user ann = person(&f, "ann", true);
    struct user bob = person(&f, "bob", true);
    struct user shy = person(&f, "shy", false);
    only_some_posts_count(&f, &ann, &shy);
    it_takes_people_of_several_servers(&f, &bob);
    new_accounts_wait(&f);
    moderators_decide(&f, &ann);
    counts_go(&f, &ann, &bob);
    off_is_off(&f);
    statuses_and_links(&f);
    service_close(&f);
}

static void tells_what_is_spoken_of(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++)
        story(engines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_is_spoken_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
