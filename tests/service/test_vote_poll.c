/* service/vote_poll, tell_poll: who may vote once, what is counted, told, forgotten; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/clock.h"
#include "db/db.h"
#include "service/block_account.h"
#include "service/edit_status.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/post_status.h"
#include "service/receive_status.h"
#include "service/run_erasure.h"
#include "service/tell_poll.h"
#include "service/vote_poll.h"
#include "store/job.h"
#include "store/notification.h"
#include "store/outbound.h"
#include "store/poll.h"
#include "store/status.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };
static const struct sv options[] = { SV_INIT("tea"), SV_INIT("coffee"), SV_INIT("water") };

#define RAE account_id(200)
#define RON account_id(201)
#define HOUR_S INT64_C(3600)

struct cast {
    struct service_fixture *f;
    struct account_id ann;
    struct account_id bob;
    struct account_id eve;
};

static void cast_make(struct service_fixture *f, enum fixture_engine engine, struct cast *c)
{
    service_open(f, engine);
    *c = (struct cast){ f, account_id(100), account_id(101), account_id(102) };
    keyed_account(&f->keyed, "ann", c->ann.v);
    keyed_account(&f->keyed, "bob", c->bob.v);
    keyed_account(&f->keyed, "eve", c->eve.v);
    service_remote(f, "rae", "far.example", RAE.v);
    service_remote(f, "ron", "far.example", RON.v);
}

static struct poll_draft draft_of(bool is_multiple, bool hides_totals)
{
    return (struct poll_draft){ .options = options,
                                .option_count = 3,
                                .seconds = HOUR_S,
                                .is_multiple = is_multiple,
                                .hides_totals = hides_totals };
}

static struct status ask(struct cast *c, struct poll_draft poll, enum visibility visibility)
{
    struct ctx *ctx = service_acting(c->f, c->ann);
    struct post_draft draft = { .text = SV("What to drink?"),
                                .has_visibility = true,
                                .visibility = visibility,
                                .poll = &poll };
    struct status out;
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &out));
    return out;
}

static enum vote_fault vote_at(struct cast *c, struct account_id who, struct status_id id,
                               int64_t choice, int64_t later_ms)
{
    struct ctx *ctx = service_acting(c->f, who);
    enum vote_fault fault = VOTE_FAULT_NONE;
    ctx->now_ms += later_ms;
    enum err err = service_vote_poll(ctx, id, &choice, choice < 0 ? 0 : 1, &fault);
    assert_true(err == ERR_OK || err == ERR_VALIDATION);
    assert_int_equal(err == ERR_OK, fault == VOTE_FAULT_NONE);
    return fault;
}

static enum vote_fault vote(struct cast *c, struct account_id who, struct status_id id,
                            int64_t choice)
{
    return vote_at(c, who, id, choice, 0);
}

static const struct poll *poll_of(struct cast *c, struct status_id id)
{
    struct ctx *ctx = service_anonymous(c->f);
    struct status status;
    assert_ctx_ok(ctx, store_status_get(ctx, id, &status));
    assert_non_null(status.poll);
    return status.poll;
}

static void counts_are(struct cast *c, struct status_id id, int64_t first, int64_t second,
                       int64_t third, int64_t voters)
{
    const struct poll *poll = poll_of(c, id);
    assert_int_equal(poll->option_count, 3);
    assert_int_equal(poll->options[0].votes, first);
    assert_int_equal(poll->options[1].votes, second);
    assert_int_equal(poll->options[2].votes, third);
    assert_int_equal(poll->voters, voters);
}

static size_t told(struct cast *c, struct account_id owner)
{
    struct ctx *ctx = service_anonymous(c->f);
    struct notification_filter filter = { .kinds = INT64_C(1) << NOTIFICATION_POLL };
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct notification *list = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_notification_page(ctx, owner, &filter, &paging, &list, &count));
    return count;
}

static void end_at(struct cast *c, struct status_id id, int64_t later_ms)
{
    struct ctx *ctx = service_anonymous(c->f);
    const struct job job = { .kind = JOB_END_POLL, .subject = id.v };
    ctx->now_ms += later_ms;
    assert_ctx_ok(ctx, service_end_poll(ctx, &job));
}

static void once_each(struct cast *c)
{
    struct status asked = ask(c, draft_of(false, false), VISIBILITY_PUBLIC);
    assert_int_equal(asked.poll->option_count, 3);
    assert_sv_lit(poll_of(c, asked.id)->options[1].title, "coffee");
    assert_int_equal(vote(c, c->ann, asked.id, 0), VOTE_FAULT_OWN);
    assert_int_equal(vote(c, c->bob, asked.id, 3), VOTE_FAULT_OPTION);
    assert_int_equal(vote(c, c->bob, asked.id, -1), VOTE_FAULT_OPTION);
    assert_int_equal(vote_at(c, c->bob, asked.id, 1, HOUR_S * 1000), VOTE_FAULT_OVER);
    assert_int_equal(vote(c, c->bob, asked.id, 1), VOTE_FAULT_NONE);
    assert_int_equal(vote(c, c->bob, asked.id, 0), VOTE_FAULT_ALREADY);
    assert_int_equal(vote(c, c->eve, asked.id, 2), VOTE_FAULT_NONE);
    counts_are(c, asked.id, 0, 1, 1, 2);

    struct ctx *ctx = service_acting(c->f, c->bob);
    struct status_view view;
    assert_ctx_ok(ctx, service_view_poll(ctx, asked.id, &view));
    assert_int_equal(view.choice_count, 1);
    assert_int_equal(view.choices[0].v, asked.poll->options[1].id.v);
    ctx = service_anonymous(c->f);
    assert_ctx_ok(ctx, service_view_poll(ctx, asked.id, &view));
    assert_int_equal(view.choice_count, 0);
    enum vote_fault fault = VOTE_FAULT_NONE;
    const int64_t choice = 0;
    assert_err(service_vote_poll(ctx, asked.id, &choice, 1, &fault), ERR_LOGIN_REQUIRED);
    service_counters_check(c->f);
}

static void several(struct cast *c)
{
    struct status asked = ask(c, draft_of(true, false), VISIBILITY_PUBLIC);
    struct status single = ask(c, draft_of(false, false), VISIBILITY_PUBLIC);
    struct ctx *ctx = service_acting(c->f, c->bob);
    enum vote_fault fault = VOTE_FAULT_NONE;
    const int64_t both[] = { 2, 0 };
    assert_err(service_vote_poll(ctx, single.id, both, 2, &fault), ERR_VALIDATION);
    assert_int_equal(fault, VOTE_FAULT_OPTION);
    assert_ctx_ok(ctx, service_vote_poll(ctx, asked.id, both, 2, &fault));
    counts_are(c, asked.id, 1, 0, 1, 1);
    counts_are(c, single.id, 0, 0, 0, 0);
}

static void who_may_not_see_does_not_vote(struct cast *c)
{
    struct status closed = ask(c, draft_of(false, false), VISIBILITY_PRIVATE);
    struct status open = ask(c, draft_of(false, false), VISIBILITY_PUBLIC);
    struct ctx *ctx = service_acting(c->f, c->bob);
    struct relationship relation;
    enum vote_fault fault = VOTE_FAULT_NONE;
    const int64_t choice = 0;
    assert_err(service_vote_poll(ctx, closed.id, &choice, 1, &fault), ERR_NOT_FOUND);
    assert_ctx_ok(ctx, service_block_account(ctx, c->ann, &relation));
    assert_err(service_vote_poll(ctx, open.id, &choice, 1, &fault), ERR_FORBIDDEN);
    assert_ctx_ok(ctx, service_unblock_account(ctx, c->ann, &relation));
    struct post_draft plain = { .text = SV("no question") };
    struct status status;
    assert_ctx_ok(ctx, service_post_status(ctx, &plain, &status));
    struct status_view view;
    assert_err(service_view_poll(ctx, status.id, &view), ERR_NOT_FOUND);
    counts_are(c, open.id, 0, 0, 0, 0);
}

static void faults_are_refused(struct cast *c)
{
    struct ctx *ctx = service_acting(c->f, c->ann);
    struct poll_draft poll = draft_of(false, false);
    poll.option_count = 1;
    struct post_draft draft = { .text = SV("What?"), .poll = &poll };
    struct status status;
    assert_err(service_post_status(ctx, &draft, &status), ERR_VALIDATION);
    poll.option_count = 3;
    draft.text = SV(" ");
    assert_err(service_post_status(ctx, &draft, &status), ERR_VALIDATION);
}

static enum err receive(struct cast *c, struct account_id actor, struct status_id id,
                        const char *title, int64_t later_ms)
{
    struct ctx *ctx = service_anonymous(c->f);
    struct sv uri = site_object_uri(ctx->arena, &c->f->engine.site, id);
    ctx->now_ms += later_ms;
    return service_receive_vote(ctx, actor, uri, sv_from(title));
}

static size_t recipients(struct cast *c, struct status_id id)
{
    struct ctx *ctx = service_anonymous(c->f);
    struct outbound_inbox *inboxes = NULL;
    size_t count = 0;
    const struct fanout fanout = {
        .owner = c->ann, .object = id.v, .reach = FANOUT_NOBODY, .seq = INT64_MAX
    };
    assert_ctx_ok(ctx, store_fanout_inboxes(ctx, &fanout, 10, &inboxes, &count));
    return count;
}

static void from_elsewhere(struct cast *c)
{
    struct status single = ask(c, draft_of(false, false), VISIBILITY_PUBLIC);
    struct status many = ask(c, draft_of(true, false), VISIBILITY_PUBLIC);
    struct status closed = ask(c, draft_of(true, false), VISIBILITY_PRIVATE);
    assert_int_equal(recipients(c, single.id), 0);
    assert_ok(receive(c, RAE, single.id, "tea", 0));
    assert_ok(receive(c, RAE, single.id, "tea", 0));
    assert_ok(receive(c, RAE, single.id, "water", 0));
    counts_are(c, single.id, 1, 0, 0, 1);
    assert_int_equal(recipients(c, single.id), 1);
    assert_ok(receive(c, RAE, many.id, "tea", 0));
    assert_ok(receive(c, RAE, many.id, "water", 0));
    assert_ok(receive(c, RAE, many.id, "water", 0));
    assert_ok(receive(c, RON, many.id, "water", 0));
    counts_are(c, many.id, 1, 0, 2, 2);
    assert_err(receive(c, RAE, many.id, "Tea", 0), ERR_NOT_FOUND);
    assert_err(receive(c, RON, many.id, "tea", HOUR_S * 1000), ERR_NOT_FOUND);
    assert_err(receive(c, RAE, closed.id, "tea", 0), ERR_NOT_FOUND);
    counts_are(c, many.id, 1, 0, 2, 2);
    service_counters_check(c->f);
}

static int64_t next_job_ms(struct cast *c)
{
    struct ctx *ctx = service_anonymous(c->f);
    int64_t run_ms = 0;
    assert_ctx_ok(ctx, store_job_next(ctx, &run_ms));
    return run_ms == INT64_MAX ? -1 : run_ms - ctx->now_ms;
}

static size_t fanouts(struct cast *c)
{
    struct ctx *ctx = service_anonymous(c->f);
    struct fanout *list = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_fanout_list(ctx, 100, &list, &count));
    return count;
}

/* Results are sent some minutes after a vote, and hidden ones at the end. */
static void results_are_sent(struct cast *c)
{
    struct status hidden = ask(c, draft_of(false, true), VISIBILITY_PUBLIC);
    size_t before = fanouts(c);
    assert_ok(receive(c, RAE, hidden.id, "tea", 0));
    assert_in_range(next_job_ms(c), HOUR_S * 1000 - 60000, HOUR_S * 1000);
    struct status asked = ask(c, draft_of(false, false), VISIBILITY_PUBLIC);
    assert_ok(receive(c, RAE, asked.id, "tea", 0));
    assert_in_range(next_job_ms(c), 2 * MS_PER_MINUTE, 3 * MS_PER_MINUTE);
    assert_int_equal(vote(c, c->bob, asked.id, 0), VOTE_FAULT_NONE);

    struct ctx *ctx = service_anonymous(c->f);
    const struct job job = { .kind = JOB_UPDATE_POLL, .subject = asked.id.v };
    assert_int_equal(poll_of(c, asked.id)->updated_ms, 0);
    assert_ctx_ok(ctx, service_update_poll(ctx, &job));
    int64_t first_ms = poll_of(c, asked.id)->updated_ms;
    assert_true(first_ms > 0);
    assert_int_equal(fanouts(c), before + 1);
    ctx->now_ms = first_ms;
    assert_ctx_ok(ctx, service_update_poll(ctx, &job));
    assert_int_equal(poll_of(c, asked.id)->updated_ms, first_ms + 1);
    end_at(c, hidden.id, HOUR_S * 1000);
    assert_true(poll_of(c, hidden.id)->updated_ms > 0);
}

static void end_is_told(struct cast *c)
{
    struct status asked = ask(c, draft_of(false, false), VISIBILITY_PUBLIC);
    size_t author = told(c, c->ann);
    size_t voter = told(c, c->bob);
    size_t other = told(c, c->eve);
    assert_int_equal(vote(c, c->bob, asked.id, 0), VOTE_FAULT_NONE);
    assert_ok(receive(c, RAE, asked.id, "tea", 0));
    end_at(c, asked.id, HOUR_S * 1000 - 60000);
    assert_int_equal(told(c, c->ann), author);
    end_at(c, asked.id, HOUR_S * 1000);
    end_at(c, asked.id, HOUR_S * 1000);
    assert_int_equal(told(c, c->ann), author + 1);
    assert_int_equal(told(c, c->bob), voter + 1);
    assert_int_equal(told(c, c->eve), other);

    /* One that asks the same and runs on is told of anew, its votes with it. */
    struct ctx *ctx = service_acting(c->f, c->ann);
    struct poll_draft again = draft_of(false, true);
    struct edit_draft edit = { .text = SV("What to drink?"), .has_poll = true, .poll = &again };
    struct status after;
    assert_ctx_ok(ctx, service_edit_status(ctx, asked.id, &edit, &after));
    counts_are(c, asked.id, 2, 0, 0, 2);
    assert_true(after.poll->hides_totals);
    assert_int_equal(told(c, c->bob), voter);
    assert_int_equal(vote(c, c->bob, asked.id, 1), VOTE_FAULT_ALREADY);
    end_at(c, asked.id, 2 * HOUR_S * 1000);
    assert_int_equal(told(c, c->ann), author + 1);
    assert_int_equal(told(c, c->bob), voter + 1);
}

static void edits(struct cast *c)
{
    struct status asked = ask(c, draft_of(false, false), VISIBILITY_PUBLIC);
    assert_int_equal(vote(c, c->bob, asked.id, 0), VOTE_FAULT_NONE);
    struct ctx *ctx = service_acting(c->f, c->ann);
    struct edit_draft words = { .text = SV("What now?") };
    struct status after;
    assert_ctx_ok(ctx, service_edit_status(ctx, asked.id, &words, &after));
    counts_are(c, asked.id, 1, 0, 0, 1);

    struct poll_draft fewer = draft_of(false, false);
    fewer.option_count = 2;
    struct edit_draft edit = { .text = SV("What now?"), .has_poll = true, .poll = &fewer };
    ctx = service_acting(c->f, c->ann);
    assert_ctx_ok(ctx, service_edit_status(ctx, asked.id, &edit, &after));
    assert_int_equal(after.poll->option_count, 2);
    assert_int_equal(after.poll->options[0].votes, 0);
    assert_int_equal(after.poll->voters, 0);
    assert_int_equal(vote(c, c->bob, asked.id, 1), VOTE_FAULT_NONE);
    service_counters_check(c->f);

    struct edit_draft none = { .text = SV("Never mind"), .has_poll = true };
    ctx = service_acting(c->f, c->ann);
    assert_ctx_ok(ctx, service_edit_status(ctx, asked.id, &none, &after));
    assert_null(after.poll);
    struct poll_choice *choices = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_poll_choices(ctx, c->bob, &asked.id, 1, &choices, &count));
    assert_int_equal(count, 0);

    /* What it asked stays in its history. */
    struct status_version *versions = NULL;
    assert_ctx_ok(ctx, service_list_versions(ctx, asked.id, &versions, &count));
    assert_int_equal(count, 4);
    assert_int_equal(versions[0].option_count, 3);
    assert_sv_lit(versions[1].options[2], "water");
    assert_int_equal(versions[2].option_count, 2);
    assert_int_equal(versions[3].option_count, 0);
}

static struct received_status question(struct ctx *ctx, const char *uri, const struct poll *poll)
{
    return (struct received_status){ .author = RAE,
                                     .uri = sv_from(uri),
                                     .content = HTML_LIT("<p>far away?</p>"),
                                     .poll = poll,
                                     .published_ms = ctx->now_ms - 5000 };
}

static size_t waiting(struct cast *c)
{
    struct ctx *ctx = service_anonymous(c->f);
    struct delivery *out = NULL;
    size_t count = 0;
    size_t votes = 0;
    assert_ctx_ok(ctx, store_delivery_due(ctx, INT64_MAX, NULL, 0, 100, &out, &count));
    for (size_t i = 0; i < count; i++)
        votes += out[i].kind == ACTIVITY_VOTE;
    return votes;
}

/* Polls of other servers: votes are sent, counts are believed, other options begin anew. */
static void of_elsewhere(struct cast *c)
{
    struct ctx *ctx = service_anonymous(c->f);
    struct poll_option far[] = { { .title = SV("tea"), .votes = 5 },
                                 { .title = SV("coffee"), .votes = 2 },
                                 { .title = SV("water") } };
    struct poll poll = { .options = far, .option_count = 3, .is_multiple = true, .voters = -1 };
    struct received_status in = question(ctx, "https://far.example/q", &poll);
    struct status_id id;
    assert_ctx_ok(ctx, service_receive_status(ctx, &in, &id));
    counts_are(c, id, 5, 2, 0, -1);
    const int64_t both[] = { 0, 1 };
    enum vote_fault fault = VOTE_FAULT_NONE;
    ctx = service_acting(c->f, c->bob);
    assert_ctx_ok(ctx, service_vote_poll(ctx, id, both, 2, &fault));
    assert_int_equal(waiting(c), 2);
    counts_are(c, id, 6, 3, 0, -1);

    ctx = service_anonymous(c->f);
    far[0].votes = 11;
    poll.voters = 12;
    assert_err(service_receive_counts(ctx, RON, in.uri, &poll), ERR_FORBIDDEN);
    assert_ctx_ok(ctx, service_receive_counts(ctx, RAE, in.uri, &poll));
    counts_are(c, id, 11, 2, 0, 12);
    assert_int_equal(vote(c, c->bob, id, 2), VOTE_FAULT_ALREADY);

    /* It ends early; who voted hears of it, and of nothing twice. */
    size_t before = told(c, c->bob);
    poll.expires_ms = ctx->now_ms - 1000;
    assert_ctx_ok(ctx, service_receive_counts(ctx, RAE, in.uri, &poll));
    assert_in_range(next_job_ms(c) + 60000, 0, 60000);
    end_at(c, id, 0);
    end_at(c, id, 0);
    assert_int_equal(told(c, c->bob), before + 1);

    far[1].title = SV("cocoa");
    poll.expires_ms = 0;
    in.edited_ms = ctx->now_ms;
    assert_ctx_ok(ctx, service_receive_edit(ctx, &in, &id));
    counts_are(c, id, 11, 2, 0, 12);
    assert_sv_lit(poll_of(c, id)->options[1].title, "cocoa");
    assert_int_equal(vote(c, c->bob, id, 2), VOTE_FAULT_NONE);
    in.poll = NULL;
    in.edited_ms = 0;
    assert_ctx_ok(ctx, service_receive_edit(ctx, &in, &id));
    struct status_view view;
    assert_err(service_view_poll(ctx, id, &view), ERR_NOT_FOUND);
}

/* Votes go with who gave them, and everything with the status. */
static void erasure(struct cast *c)
{
    struct status asked = ask(c, draft_of(true, false), VISIBILITY_PUBLIC);
    struct ctx *ctx = service_acting(c->f, c->eve);
    enum vote_fault fault = VOTE_FAULT_NONE;
    const int64_t both[] = { 0, 2 };
    assert_ctx_ok(ctx, service_vote_poll(ctx, asked.id, both, 2, &fault));
    assert_int_equal(vote(c, c->bob, asked.id, 2), VOTE_FAULT_NONE);
    counts_are(c, asked.id, 1, 0, 2, 2);
    struct erasure_id id;
    ctx = service_anonymous(c->f);
    assert_ctx_ok(ctx, service_begin_account_erasure(ctx, c->eve, (struct sv){ 0 }, &id));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, id, NULL, NULL));
    counts_are(c, asked.id, 0, 0, 1, 1);
    assert_int_equal(service_rows_left(c->f, c->eve), 0);
    service_counters_check(c->f);

    ctx = service_acting(c->f, c->ann);
    assert_ctx_ok(ctx, service_erase_status(ctx, asked.id, &id));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, id, NULL, NULL));
    struct poll_rows rows;
    struct poll_choice *choices = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, store_poll_rows(ctx, &asked.id, 1, &rows));
    assert_int_equal(rows.count, 0);
    assert_ctx_ok(ctx, store_poll_choices(ctx, c->bob, &asked.id, 1, &choices, &count));
    assert_int_equal(count, 0);
    end_at(c, asked.id, HOUR_S * 1000);
}

struct vote_race {
    struct status_id id;
    enum err errs[2];
};

static void vote_first(struct ctx *ctx, void *arg)
{
    struct vote_race *race = arg;
    enum vote_fault fault = VOTE_FAULT_NONE;
    race->errs[0] = service_vote_poll(ctx, race->id, &(const int64_t){ 0 }, 1, &fault);
}

static void vote_other(struct ctx *ctx, void *arg)
{
    struct vote_race *race = arg;
    enum vote_fault fault = VOTE_FAULT_NONE;
    race->errs[1] = service_vote_poll(ctx, race->id, &(const int64_t){ 1 }, 1, &fault);
}

/* Two votes at the same time are one. */
static void race(struct cast *c)
{
    struct user dan = service_person(c->f, "dan");
    for (int i = 0; i < 5; i++) {
        struct vote_race votes = { .id = ask(c, draft_of(false, false), VISIBILITY_PUBLIC).id };
        service_race(c->f, &dan, vote_first, vote_other, &votes);
        assert_int_equal((votes.errs[0] == ERR_OK) + (votes.errs[1] == ERR_OK), 1);
        assert_int_equal(poll_votes(poll_of(c, votes.id)), 1);
        assert_int_equal(poll_of(c, votes.id)->voters, 1);
    }
}

static void test_polls(void **state)
{
    UNUSED(state);
    static void (*const tests[])(struct cast * c) = {
        once_each,
        several,
        who_may_not_see_does_not_vote,
        faults_are_refused,
        from_elsewhere,
        results_are_sent,
        end_is_told,
        edits,
        of_elsewhere,
        race,
        erasure,
    };
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        for (size_t j = 0; j < ARRAY_COUNT(tests); j++) {
            struct service_fixture f;
            struct cast cast;
            cast_make(&f, engines[i], &cast);
            tests[j](&cast);
            service_close(&f);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_polls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
