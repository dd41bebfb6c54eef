/* service/list_conversations and service/tell_conversations: who has a message, in which conversation, read or not; what
 * edits, blocks, deletions and erasures leave; on both engines. */
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include "base/num.h"
#include "service/block_account.h"
#include "service/edit_status.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/list_conversations.h"
#include "service/moderate_account.h"
#include "service/mute_thread.h"
#include "service/post_status.h"
#include "service/receive_status.h"
#include "service/run_erasure.h"
#include "stream/stream.h"

static const enum fixture_engine engines[] = { FIXTURE_SQLITE, FIXTURE_POSTGRES };

#define REMOTE account_id(900)
#define OTHER account_id(901)

struct people {
    struct service_fixture *f;
    struct account_id ann;
    struct account_id bob;
    struct account_id cat;
};

static struct status_id says(struct people *p, struct account_id who, const char *text,
                             struct status_id in_reply_to)
{
    struct ctx *ctx = service_acting(p->f, who);
    struct status status;
    struct post_draft draft = { .text = sv_from(text),
                                .has_visibility = true,
                                .visibility = VISIBILITY_DIRECT,
                                .in_reply_to = in_reply_to };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    return status.id;
}

static struct conversation_view *list_of(struct people *p, struct account_id who, size_t expected)
{
    struct ctx *ctx = service_acting(p->f, who);
    struct paging paging = paging_of(-1, -1, -1, 20);
    struct paging_span span;
    struct conversation_view *views = NULL;
    size_t count = 0;
    assert_ctx_ok(ctx, service_list_conversations(ctx, &paging, &views, &count, &span));
    assert_int_equal(count, expected);
    return views;
}

static bool is_with(const struct conversation_view *view, struct account_id who)
{
    for (size_t i = 0; i < view->people_count; i++)
        if (account_id_eq(view->people[i]->id, who))
            return true;
    return false;
}

static size_t direct_count(struct people *p, struct account_id who)
{
    struct ctx *ctx = service_acting(p->f, who);
    struct paging paging = paging_of(-1, -1, -1, 20);
    struct status_page page;
    assert_ctx_ok(ctx, service_list_direct(ctx, &paging, &page));
    return page.count;
}

/* Each has it as its own; the author has read what it wrote, and by answering what came before. */
static void both_have_it(struct people *p)
{
    struct status_id first = says(p, p->ann, "@bob hello", status_id(0));
    struct conversation_view *anns = list_of(p, p->ann, 1);
    struct conversation_view *bobs = list_of(p, p->bob, 1);
    (void)list_of(p, p->cat, 0);
    assert_true(anns[0].conversation.id.v != bobs[0].conversation.id.v);
    assert_false(anns[0].conversation.is_unread);
    assert_true(bobs[0].conversation.is_unread);
    assert_int_equal(anns[0].people_count, 1);
    assert_true(is_with(&anns[0], p->bob));
    assert_int_equal(bobs[0].people_count, 1);
    assert_true(is_with(&bobs[0], p->ann));
    assert_true(status_id_eq(bobs[0].last->status->id, first));

    struct status_id answer = says(p, p->bob, "@ann and you", first);
    bobs = list_of(p, p->bob, 1);
    anns = list_of(p, p->ann, 1);
    assert_false(bobs[0].conversation.is_unread);
    assert_true(anns[0].conversation.is_unread);
    assert_true(status_id_eq(anns[0].last->status->id, answer));
    assert_int_equal(direct_count(p, p->ann), 2);
}

/* An aside to one of three is another conversation; the one that moved last stands first, and pages follow that. */
static void who_takes_part_tells_them_apart(struct people *p)
{
    struct status_id all = says(p, p->ann, "@bob @cat hello all", status_id(0));
    (void)says(p, p->ann, "@bob just you", all);
    struct conversation_view *bobs = list_of(p, p->bob, 2);
    assert_false(is_with(&bobs[0], p->cat));
    assert_true(is_with(&bobs[1], p->cat) && is_with(&bobs[1], p->ann));
    (void)list_of(p, p->cat, 1);
    (void)says(p, p->cat, "@ann @bob hello", all);
    bobs = list_of(p, p->bob, 2);
    assert_int_equal(bobs[0].people_count, 2);

    struct ctx *ctx = service_acting(p->f, p->bob);
    struct paging one = paging_of(-1, -1, -1, 1);
    struct paging_span span;
    size_t count = 0;
    assert_ctx_ok(ctx, service_list_conversations(ctx, &one, &bobs, &count, &span));
    assert_int_equal(count, 1);
    struct paging next = paging_of(span.oldest, -1, -1, 1);
    assert_ctx_ok(ctx, service_list_conversations(ctx, &next, &bobs, &count, &span));
    assert_int_equal(count, 1);
    assert_int_equal(bobs[0].people_count, 1);
    next = paging_of(span.oldest, -1, -1, 1);
    assert_ctx_ok(ctx, service_list_conversations(ctx, &next, &bobs, &count, &span));
    assert_int_equal(count, 0);
}

static void alone_and_public(struct people *p)
{
    (void)says(p, p->ann, "a note to myself", status_id(0));
    struct conversation_view *anns = list_of(p, p->ann, 1);
    assert_int_equal(anns[0].people_count, 1);
    assert_true(is_with(&anns[0], p->ann));
    struct ctx *ctx = service_acting(p->f, p->ann);
    struct status status;
    struct post_draft draft = { .text = SV("@bob for all to see"),
                                .has_visibility = true,
                                .visibility = VISIBILITY_PRIVATE };
    assert_ctx_ok(ctx, service_post_status(ctx, &draft, &status));
    (void)list_of(p, p->bob, 0);
    (void)list_of(p, p->ann, 1);
}

/* What one of them does with it is that one's own. */
static void marked_and_deleted(struct people *p)
{
    struct status_id first = says(p, p->ann, "@bob hello", status_id(0));
    struct conversation_id id = list_of(p, p->bob, 1)->conversation.id;
    struct ctx *ctx = service_acting(p->f, p->ann);
    struct conversation_view view;
    assert_err(service_get_conversation(ctx, id, &view), ERR_NOT_FOUND);
    assert_err(service_mark_conversation(ctx, id, false, &view), ERR_NOT_FOUND);
    assert_err(service_delete_conversation(ctx, id), ERR_NOT_FOUND);
    ctx = service_anonymous(p->f);
    assert_err(service_delete_conversation(ctx, id), ERR_LOGIN_REQUIRED);
    ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_mark_conversation(ctx, id, false, &view));
    assert_false(view.conversation.is_unread);
    assert_false(list_of(p, p->bob, 1)->conversation.is_unread);
    ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_mark_conversation(ctx, id, true, &view));
    assert_true(list_of(p, p->bob, 1)->conversation.is_unread);

    ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_delete_conversation(ctx, id));
    assert_err(service_delete_conversation(ctx, id), ERR_NOT_FOUND);
    (void)list_of(p, p->bob, 0);
    (void)list_of(p, p->ann, 1);
    assert_int_equal(direct_count(p, p->bob), 0);
    struct status_view still;
    ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_view_status(ctx, first, &still));
    (void)says(p, p->ann, "@bob again", first);
    assert_true(list_of(p, p->bob, 1)->conversation.is_unread);
    assert_int_equal(direct_count(p, p->bob), 1);
}

/* Nobody hears in it of whom it mutes or blocks, and a muted conversation grows without being told. */
static void blocks_and_mutes(struct people *p)
{
    struct status_id first = says(p, p->ann, "@bob @cat hello", status_id(0));
    struct relationship relation;
    struct ctx *ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_block_account(ctx, p->cat, &relation));
    (void)list_of(p, p->bob, 0); /* a blocked one takes part */
    struct paging one = paging_of(-1, -1, -1, 1);
    struct paging_span span = { 1, 1 };
    struct conversation_view *views = NULL;
    size_t count = 0;
    ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_list_conversations(ctx, &one, &views, &count, &span));
    assert_int_equal(count, 0);
    assert_true(span.newest == 0 && span.oldest == 0);
    (void)says(p, p->cat, "@ann @bob hello", first);
    (void)list_of(p, p->ann, 1);
    ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_unblock_account(ctx, p->cat, &relation));
    assert_true(status_id_eq(list_of(p, p->bob, 1)->last->status->id, first));

    struct conversation_view view;
    ctx = service_acting(p->f, p->bob);
    struct conversation_id id = list_of(p, p->bob, 1)->conversation.id;
    ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_mark_conversation(ctx, id, false, &view));
    assert_ctx_ok(ctx, service_mute_thread(ctx, first));
    struct status_id quiet = says(p, p->ann, "@bob @cat more", first);
    struct conversation_view *bobs = list_of(p, p->bob, 1);
    assert_true(status_id_eq(bobs[0].last->status->id, quiet));
    assert_false(bobs[0].conversation.is_unread);

    ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_mute_account(ctx, p->ann, true, 0, &relation));
    (void)list_of(p, p->bob, 0);
    (void)says(p, p->ann, "@bob unheard", status_id(0));
    ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_unmute_account(ctx, p->ann, &relation));
    (void)list_of(p, p->bob, 1);
}

/* Who is named no more loses it, who is now gets it, and nobody else is told again. */
static void edits(struct people *p)
{
    struct status_id first = says(p, p->ann, "@bob hello", status_id(0));
    struct conversation_view view;
    struct conversation_id id = list_of(p, p->bob, 1)->conversation.id;
    struct ctx *ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_mark_conversation(ctx, id, false, &view));
    struct status after;
    ctx = service_acting(p->f, p->ann);
    struct edit_draft edit = { .text = SV("@bob @cat hello") };
    assert_ctx_ok(ctx, service_edit_status(ctx, first, &edit, &after));
    assert_false(list_of(p, p->bob, 1)->conversation.is_unread);
    assert_true(list_of(p, p->cat, 1)->conversation.is_unread);
    ctx = service_acting(p->f, p->ann);
    edit.text = SV("@cat hello");
    assert_ctx_ok(ctx, service_edit_status(ctx, first, &edit, &after));
    (void)list_of(p, p->bob, 0);
    (void)list_of(p, p->cat, 1);
    (void)list_of(p, p->ann, 1);
    service_counters_check(p->f);
}

static void erase(struct people *p, struct status_id id)
{
    struct erasure_id erasure;
    struct ctx *ctx = service_acting(p->f, p->ann);
    assert_ctx_ok(ctx, service_erase_status(ctx, id, &erasure));
    ctx = service_console(p->f);
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure, NULL, NULL));
}

/* The message before is the last one again; with the last one the conversation goes. */
static void erasures(struct people *p)
{
    struct status_id first = says(p, p->ann, "@bob hello", status_id(0));
    struct status_id second = says(p, p->ann, "@bob are you there", first);
    erase(p, second);
    assert_true(status_id_eq(list_of(p, p->bob, 1)->last->status->id, first));
    service_counters_check(p->f);
    erase(p, first);
    (void)list_of(p, p->bob, 0);
    (void)list_of(p, p->ann, 0);
    int64_t before = service_rows_left(p->f, p->bob);
    (void)says(p, p->ann, "@bob hello", status_id(0));
    /* Its mention, its notification and the request that this waits in, its conversation and its place there. */
    assert_int_equal(service_rows_left(p->f, p->bob), before + 5);
}

static void accounts_go(struct people *p)
{
    struct status_id first = says(p, p->ann, "@bob @cat hello", status_id(0));
    (void)says(p, p->bob, "@ann @cat good bye", first);
    struct account_erasure erasure;
    struct ctx *ctx = service_console(p->f);
    assert_ctx_ok(ctx, service_erase_account(ctx, p->bob, false, &erasure));
    assert_ctx_ok(ctx, service_finish_erasure(ctx, erasure.id, NULL, NULL));
    assert_int_equal(service_rows_left(p->f, p->bob), 0);
    struct conversation_view *anns = list_of(p, p->ann, 1);
    assert_int_equal(anns[0].people_count, 1);
    assert_true(is_with(&anns[0], p->cat));
    assert_true(status_id_eq(anns[0].last->status->id, first));
    service_counters_check(p->f);
}

static struct status_id received(struct people *p, const char *uri, const char *answers,
                                 const struct received_mention *mentions, size_t count)
{
    struct ctx *ctx = service_anonymous(p->f);
    struct received_status in = { .author = REMOTE,
                                  .uri = sv_from(uri),
                                  .content = HTML_LIT("<p>farword</p>"),
                                  .visibility = VISIBILITY_DIRECT,
                                  .in_reply_to = sv_from(answers),
                                  .mentions = mentions,
                                  .mention_count = count,
                                  .published_ms = ctx->now_ms - 5000 };
    struct status_id id;
    assert_ctx_ok(ctx, service_receive_status(ctx, &in, &id));
    return id;
}

/* From elsewhere, in any order; silently addressed ones have it too, without taking part. */
static void from_elsewhere(struct people *p)
{
    struct received_mention ann = { .account = p->ann };
    struct status_id second =
        received(p, "https://far.example/2", "https://far.example/1", &ann, 1);
    struct conversation_id id = list_of(p, p->ann, 1)->conversation.id;
    struct status_id first = received(p, "https://far.example/1", "", &ann, 1);
    struct conversation_view *anns = list_of(p, p->ann, 2);
    assert_true(anns[0].conversation.is_unread && anns[1].conversation.is_unread);
    struct ctx *ctx = service_anonymous(p->f);
    assert_ctx_ok(ctx, service_receive_parent(ctx, second, first));
    anns = list_of(p, p->ann, 1);
    assert_true(anns[0].conversation.is_unread);
    assert_true(status_id_eq(anns[0].last->status->id, second) || first.v > second.v);
    ctx = service_acting(p->f, p->ann);
    struct conversation_view view;
    assert_err(service_get_conversation(ctx, id, &view), ERR_NOT_FOUND);
    ctx = service_anonymous(p->f);
    assert_ctx_ok(ctx, service_receive_recipient(ctx, first, p->cat));
    struct conversation_view *cats = list_of(p, p->cat, 1);
    assert_true(cats[0].conversation.is_unread);
    assert_int_equal(cats[0].people_count, 2);
    assert_false(is_with(&cats[0], p->cat));

    struct account silenced;
    ctx = service_console(p->f);
    assert_ctx_ok(ctx, service_moderate_account(ctx, OTHER, ACCOUNT_SILENCED, &silenced));
    ctx = service_anonymous(p->f);
    struct received_mention bob = { .account = p->bob };
    struct received_status in = { .author = OTHER,
                                  .uri = SV("https://far.example/3"),
                                  .content = HTML_LIT("<p>buy</p>"),
                                  .visibility = VISIBILITY_DIRECT,
                                  .mentions = &bob,
                                  .mention_count = 1,
                                  .published_ms = ctx->now_ms };
    struct status_id spam;
    assert_ctx_ok(ctx, service_receive_status(ctx, &in, &spam));
    (void)list_of(p, p->bob, 0);
    service_counters_check(p->f);
}

struct heard {
    size_t count;
    int64_t last;
};

static bool on_event(void *arg, const struct stream_channel *channel, struct stream_event *event)
{
    struct heard *heard = arg;
    assert_int_equal(channel->kind, STREAM_CHANNEL_DIRECT);
    assert_int_equal(event->kind, STREAM_EVENT_CONVERSATION);
    assert_true(sv_to_i64(event->payload, &heard->last));
    heard->count++;
    return true;
}

static void on_end(void *arg, enum stream_end why)
{
    UNUSED(arg);
    UNUSED(why);
}

static void events(struct people *p)
{
    struct heard heard = { 0 };
    struct stream_listener listener = { .deliver = on_event, .end = on_end, .arg = &heard };
    struct stream_channel channel = { .kind = STREAM_CHANNEL_DIRECT, .id = p->bob.v };
    struct stream *stream = p->f->engine.stream;
    struct stream_sub *sub = NULL;
    assert_ok(stream_subscribe(stream, &listener, &sub));
    assert_ok(stream_join(stream, sub, &channel));
    struct status_id first = says(p, p->ann, "@bob hello", status_id(0));
    assert_int_equal(heard.count, 1);
    assert_int_equal(heard.last, list_of(p, p->bob, 1)->conversation.id.v);
    (void)says(p, p->bob, "@ann hello", first);
    assert_int_equal(heard.count, 2);
    (void)says(p, p->ann, "@cat hello", status_id(0));
    assert_int_equal(heard.count, 2);
    struct ctx *ctx = service_acting(p->f, p->bob);
    assert_ctx_ok(ctx, service_mute_thread(ctx, first));
    (void)says(p, p->ann, "@bob more", first);
    assert_int_equal(heard.count, 2);
    stream_unsubscribe(stream, sub);
}

static void run(void (*test)(struct people *p))
{
    for (size_t i = 0; i < ARRAY_COUNT(engines); i++) {
        if (!fixture_has(engines[i]))
            continue;
        struct service_fixture f;
        service_open(&f, engines[i]);
        struct people people = { .f = &f };
        people.ann = keyed_account(&f.keyed, "ann", 100);
        people.bob = keyed_account(&f.keyed, "bob", 101);
        people.cat = keyed_account(&f.keyed, "cat", 102);
        service_remote(&f, "rae", "far.example", REMOTE.v);
        service_remote(&f, "ron", "far.example", OTHER.v);
        test(&people);
        service_close(&f);
    }
}

static void test_both_have_it(void **state)
{
    UNUSED(state);
    run(both_have_it);
}

static void test_who_takes_part_tells_them_apart(void **state)
{
    UNUSED(state);
    run(who_takes_part_tells_them_apart);
}

static void test_alone_and_public(void **state)
{
    UNUSED(state);
    run(alone_and_public);
}

static void test_marked_and_deleted(void **state)
{
    UNUSED(state);
    run(marked_and_deleted);
}

static void test_blocks_and_mutes(void **state)
{
    UNUSED(state);
    run(blocks_and_mutes);
}

static void test_edits(void **state)
{
    UNUSED(state);
    run(edits);
}

static void test_erasures(void **state)
{
    UNUSED(state);
    run(erasures);
}

static void test_accounts_go(void **state)
{
    UNUSED(state);
    run(accounts_go);
}

static void test_from_elsewhere(void **state)
{
    UNUSED(state);
    run(from_elsewhere);
}

static void test_events(void **state)
{
    UNUSED(state);
    run(events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_have_it),
        cmocka_unit_test(test_who_takes_part_tells_them_apart),
        cmocka_unit_test(test_alone_and_public),
        cmocka_unit_test(test_marked_and_deleted),
        cmocka_unit_test(test_blocks_and_mutes),
        cmocka_unit_test(test_edits),
        cmocka_unit_test(test_erasures),
        cmocka_unit_test(test_accounts_go),
        cmocka_unit_test(test_from_elsewhere),
        cmocka_unit_test(test_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
