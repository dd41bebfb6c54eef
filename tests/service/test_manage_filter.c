/* service/manage_filter: a filter that goes takes everything with it, also what comes in at the same time. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/manage_filter.h"
#include "service/post_status.h"
#include "stream/stream.h"

#define RACES 20

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static struct filter make(struct service_fixture *f, const struct user *user)
{
    struct filter filter;
    const struct filter_keyword_edit word = { .has_keyword = true, .keyword = SV("spider") };
    const struct filter_edit edit = { .has_title = true,
                                      .title = SV("Not these"),
                                      .has_contexts = true,
                                      .contexts = FILTER_HOME,
                                      .keywords = &word,
                                      .keyword_count = 1 };
    struct ctx *ctx = service_as(f, user);
    assert_ctx_ok(ctx, service_new_filter(ctx, &edit, &filter));
    return filter;
}

struct race {
    struct filter_id filter;
    struct status_id status;
    enum err changed;
    enum err deleted;
};

static void adds_a_word(struct ctx *ctx, void *arg)
{
    struct race *race = arg;
    struct filter filter;
    const struct filter_keyword_edit word = { .has_keyword = true, .keyword = SV("wasp") };
    const struct filter_edit edit = { .keywords = &word, .keyword_count = 1 };
    race->changed = service_edit_filter(ctx, race->filter, &edit, &filter);
}

static void names_a_status(struct ctx *ctx, void *arg)
{
    struct race *race = arg;
    struct filter_status named;
    race->changed = service_add_filter_status(ctx, race->filter, race->status, &named);
}

static void deletes(struct ctx *ctx, void *arg)
{
    struct race *race = arg;
    race->deleted = service_delete_filter(ctx, race->filter);
}

/* One word left behind would fail every list of its owner. */
static void nothing_outlives_it(struct service_fixture *f, const struct user *user,
                                struct status_id status, service_act *change)
{
    for (int i = 0; i < RACES; i++) {
        struct race race = { .filter = make(f, user).id, .status = status };
        service_race(f, user, change, deletes, &race);
        assert_int_equal(race.deleted, ERR_OK);
        assert_true(race.changed == ERR_OK || race.changed == ERR_NOT_FOUND);
        struct filter kept = make(f, user);
        struct filter *filters = NULL;
        size_t count = 0;
        struct ctx *ctx = service_as(f, user);
        assert_ctx_ok(ctx, service_list_filters(ctx, &filters, &count));
        assert_int_equal(count, 1);
        assert_int_equal(filters[0].keyword_count, 1);
        assert_int_equal(filters[0].status_count, 0);
        assert_ctx_ok(ctx, service_delete_filter(ctx, kept.id));
    }
}

struct heard {
    int changes;
    int others;
};

static bool hear(void *arg, const struct stream_channel *channel, struct stream_event *event)
{
    struct heard *heard = arg;
    UNUSED(channel);
    if (event->kind == STREAM_EVENT_FILTERS_CHANGED)
        heard->changes++;
    else
        heard->others++;
    return true;
}

static void ended(void *arg, enum stream_end why)
{
    UNUSED(arg);
    UNUSED(why);
}

/* Whoever listens to its owner's stream is told of each change, once; and of what is refused, nothing. */
static void is_told(struct service_fixture *f, const struct user *user, const struct user *other,
                    struct status_id status)
{
    struct heard heard = { 0 };
    struct stream_listener listener = {
        .deliver = hear, .end = ended, .arg = &heard, .account = user->account
    };
    struct stream_sub *sub = NULL;
    struct stream_channel channel = { .kind = STREAM_CHANNEL_USER, .id = user->account.v };
    assert_ok(stream_subscribe(f->engine.stream, &listener, &sub));
    assert_ok(stream_join(f->engine.stream, sub, &channel));
    struct filter filter = make(f, user);
    assert_int_equal(heard.changes, 1);
    struct ctx *ctx = service_as(f, user);
    struct filter edited;
    const struct filter_edit edit = { .has_title = true, .title = SV("Nor those") };
    const struct filter_edit wrong = { .has_title = true, .title = SV(" ") };
    assert_ctx_ok(ctx, service_edit_filter(ctx, filter.id, &edit, &edited));
    assert_err(service_edit_filter(ctx, filter.id, &wrong, &edited), ERR_VALIDATION);
    assert_int_equal(heard.changes, 2);
    struct filter_status named;
    assert_ctx_ok(ctx, service_add_filter_status(ctx, filter.id, status, &named));
    assert_ctx_ok(ctx, service_remove_filter_status(ctx, named.id, &named));
    assert_int_equal(heard.changes, 4);
    struct filter others = make(f, other);
    ctx = service_as(f, other);
    assert_ctx_ok(ctx, service_delete_filter(ctx, others.id));
    assert_err(service_delete_filter(ctx, filter.id), ERR_NOT_FOUND);
    assert_int_equal(heard.changes, 4);
    ctx = service_as(f, user);
    assert_ctx_ok(ctx, service_delete_filter(ctx, filter.id));
    assert_int_equal(heard.changes, 5);
    assert_int_equal(heard.others, 0);
    stream_unsubscribe(f->engine.stream, sub);
}

static void both_engines(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        struct service_fixture f;
        struct status status;
        if (!fixture_has(engines[i]))
            continue;
        service_open(&f, engines[i]);
        struct user ann = service_person(&f, "ann");
        struct user bob = service_person(&f, "bob");
        struct ctx *ctx = service_as(&f, &ann);
        const struct post_draft draft = { .text = SV("a spider") };
        assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
        nothing_outlives_it(&f, &ann, status.id, adds_a_word);
        nothing_outlives_it(&f, &ann, status.id, names_a_status);
        is_told(&f, &ann, &bob, status.id);
        service_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_engines),
    };
    return cmocka_run_group_tests_name("manage_filter", tests, NULL, NULL);
}
