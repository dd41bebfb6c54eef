/* service/mute_thread: nothing of a muted conversation is told, by whomever and wherever in it; and it ends. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "service/favourite_status.h"
#include "service/list_notifications.h"
#include "service/mute_thread.h"
#include "service/post_status.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

static struct status_id post(struct service_fixture *f, const struct user *by, const char *text,
                             struct status_id parent)
{
    struct post_draft draft = { .text = sv_from(text), .in_reply_to = parent };
    struct status out;
    struct ctx *ctx = service_as(f, by);
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &out));
    return out.id;
}

static size_t told(struct service_fixture *f, const struct user *who)
{
    struct notification_filter filter = { .kinds = NOTIFICATION_KINDS_ALL };
    struct paging paging = paging_of(-1, -1, -1, 40);
    struct notification_view *views = NULL;
    size_t count = 0;
    struct ctx *ctx = service_as(f, who);
    assert_ctx_ok(ctx, service_list_notifications(ctx, &filter, &paging, &views, &count, NULL));
    return count;
}

static bool is_muted(struct service_fixture *f, const struct user *who, struct status_id id)
{
    struct status_view view;
    struct ctx *ctx = service_as(f, who);
    assert_ctx_ok(ctx, service_view_status(ctx, id, &view));
    return view.is_muted;
}

static void story(enum fixture_engine engine)
{
    if (!fixture_has(engine))
        return;
    struct service_fixture f;
    service_open(&f, engine);
    struct user ann = service_person(&f, "ann");
    struct user bob = service_person(&f, "bob");
    struct status_id root = post(&f, &ann, "a question", status_id(0));
    struct status_id answer = post(&f, &bob, "@ann an answer", root);
    assert_int_equal(told(&f, &ann), 1);
    struct ctx *ctx = service_as(&f, &ann);
    assert_ctx_ok(ctx, service_mute_thread(ctx, answer));
    assert_true(is_muted(&f, &ann, root) && is_muted(&f, &ann, answer));
    assert_false(is_muted(&f, &bob, root));
    struct status_id deeper = post(&f, &bob, "@ann and another", answer);
    ctx = service_as(&f, &bob);
    assert_ctx_ok(ctx, service_favourite_status(ctx, root));
    assert_int_equal(told(&f, &ann), 1);
    post(&f, &bob, "@ann about something else", status_id(0));
    assert_int_equal(told(&f, &ann), 2);
    assert_true(is_muted(&f, &ann, deeper));
    post(&f, &ann, "@bob still", deeper);
    assert_int_equal(told(&f, &bob), 1);
    ctx = service_as(&f, &ann);
    assert_ctx_ok(ctx, service_unmute_thread(ctx, deeper));
    assert_false(is_muted(&f, &ann, root));
    post(&f, &bob, "@ann heard again", root);
    assert_int_equal(told(&f, &ann), 3);
    ctx = service_as(&f, &ann);
    assert_err(service_mute_thread(ctx, status_id(1)), ERR_NOT_FOUND);
    assert_err(service_mute_thread(service_anonymous(&f), root), ERR_LOGIN_REQUIRED);
    service_close(&f);
}

static void conversations(void **state)
{
    UNUSED(state);
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++)
        story(engines[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(conversations) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
