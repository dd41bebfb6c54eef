/* stream/stream: who hears what, in which order, until when; and threads. */
#include "harness/harness.h"

#include <pthread.h>
#include <stdatomic.h>

#include "stream/stream.h"

/* A listener with room for some events; not synchronized, as callbacks never overlap. */
struct ear {
    struct stream_event *heard[64];
    enum stream_channel_kind kinds[64];
    size_t count;
    size_t room;
    int end_count;
    enum stream_end why;
    int left_count;
    bool is_gone;
};

static bool hear(void *arg, const struct stream_channel *channel, struct stream_event *event)
{
    struct ear *ear = arg;
    assert_false(ear->is_gone);
    if (ear->count == ear->room)
        return false;
    ear->kinds[ear->count] = channel->kind;
    ear->heard[ear->count++] = stream_event_ref(event);
    return true;
}

static void be_ended(void *arg, enum stream_end why)
{
    struct ear *ear = arg;
    ear->end_count++;
    ear->why = why;
}

static void have_left(void *arg, const struct stream_channel *channel)
{
    struct ear *ear = arg;
    assert_int_equal(channel->kind, STREAM_CHANNEL_LIST);
    ear->left_count++;
}

static struct stream_sub *subscribe(struct stream *s, struct ear *ear, int64_t account,
                                    int64_t token)
{
    *ear = (struct ear){ .room = 64 };
    struct stream_listener listener = { .deliver = hear,
                                        .end = be_ended,
                                        .left = have_left,
                                        .arg = ear,
                                        .token = token_id(token),
                                        .account = account_id(account),
                                        .user_account = account_id(account + 1000) };
    struct stream_sub *sub = NULL;
    assert_ok(stream_subscribe(s, &listener, &sub));
    return sub;
}

static void leave_all(struct stream *s, struct stream_sub *sub, struct ear *ear)
{
    stream_unsubscribe(s, sub);
    ear->is_gone = true;
    for (size_t i = 0; i < ear->count; i++)
        stream_event_unref(ear->heard[i]);
}

static size_t publish(struct stream *s, struct stream_channel channel, struct sv payload)
{
    struct stream_event *e =
        stream_event_new(STREAM_EVENT_UPDATE, payload, SV(""), account_id(0), account_id(0));
    size_t count = stream_publish(s, &channel, e);
    stream_event_unref(e);
    return count;
}

static const struct stream_channel USER_1 = { .kind = STREAM_CHANNEL_USER, .id = 1 };
static const struct stream_channel USER_2 = { .kind = STREAM_CHANNEL_USER, .id = 2 };
static const struct stream_channel NOTES_1 = { .kind = STREAM_CHANNEL_USER_NOTIFICATION, .id = 1 };
static const struct stream_channel PUBLIC = { .kind = STREAM_CHANNEL_PUBLIC };
static const struct stream_channel TAG_A = { .kind = STREAM_CHANNEL_HASHTAG, .name = SV_INIT("a") };
static const struct stream_channel TAG_B = { .kind = STREAM_CHANNEL_HASHTAG, .name = SV_INIT("b") };

static void channels_are_apart(void **state)
{
    UNUSED(state);
    struct stream *s = stream_new(10);
    struct ear one;
    struct ear two;
    struct stream_sub *sub_one = subscribe(s, &one, 1, 11);
    struct stream_sub *sub_two = subscribe(s, &two, 2, 12);
    assert_ok(stream_join(s, sub_one, &USER_1));
    assert_ok(stream_join(s, sub_one, &USER_1));
    assert_ok(stream_join(s, sub_one, &PUBLIC));
    assert_ok(stream_join(s, sub_two, &PUBLIC));
    assert_ok(stream_join(s, sub_two, &TAG_A));
    assert_int_equal(publish(s, USER_1, SV("1")), 1);
    assert_int_equal(publish(s, USER_2, SV("2")), 0);
    assert_int_equal(publish(s, NOTES_1, SV("3")), 0);
    assert_int_equal(publish(s, PUBLIC, SV("4")), 2);
    assert_int_equal(publish(s, TAG_A, SV("5")), 1);
    assert_int_equal(publish(s, TAG_B, SV("6")), 0);
    assert_int_equal(one.count, 2);
    assert_sv_lit(one.heard[0]->payload, "1");
    assert_sv_lit(one.heard[1]->payload, "4");
    assert_int_equal(one.kinds[1], STREAM_CHANNEL_PUBLIC);
    assert_int_equal(two.count, 2);
    assert_true(stream_has_listener(s, &TAG_A));
    stream_leave(s, sub_two, &TAG_A);
    stream_leave(s, sub_two, &TAG_B);
    stream_leave(s, sub_one, &TAG_A);
    assert_false(stream_has_listener(s, &TAG_A));
    assert_int_equal(publish(s, TAG_A, SV("7")), 0);
    leave_all(s, sub_one, &one);
    assert_int_equal(publish(s, PUBLIC, SV("8")), 1);
    leave_all(s, sub_two, &two);
    assert_int_equal(publish(s, PUBLIC, SV("9")), 0);
    stream_free(s);
}

static void bounds_hold(void **state)
{
    UNUSED(state);
    struct stream *s = stream_new(1);
    struct ear ear;
    struct stream_sub *sub = subscribe(s, &ear, 1, 11);
    struct stream_listener another = { .deliver = hear, .end = be_ended, .arg = &ear };
    struct stream_sub *refused = NULL;
    assert_err(stream_subscribe(s, &another, &refused), ERR_BUSY);
    assert_null(refused);
    for (int64_t list = 1; list <= STREAM_CHANNELS_MAX; list++)
        assert_ok(
            stream_join(s, sub, &(struct stream_channel){ STREAM_CHANNEL_LIST, list, SV("") }));
    assert_err(stream_join(s, sub, &PUBLIC), ERR_LIMIT);
    static const char text[STREAM_NAME_MAX_BYTES + 1];
    struct stream_channel large = { STREAM_CHANNEL_HASHTAG, 0, sv_make(text, sizeof text) };
    assert_err(stream_join(s, sub, &large), ERR_BAD_PARAM);
    struct arena a;
    arena_init(&a, 65536);
    int64_t *ids = NULL;
    size_t count = 0;
    stream_list_ids(s, &a, STREAM_CHANNEL_LIST, &ids, &count);
    assert_int_equal(count, STREAM_CHANNELS_MAX);
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += ids[i];
    assert_int_equal(sum, STREAM_CHANNELS_MAX * (STREAM_CHANNELS_MAX + 1) / 2);
    stream_list_ids(s, &a, STREAM_CHANNEL_USER, &ids, &count);
    assert_int_equal(count, 0);
    arena_done(&a);
    leave_all(s, sub, &ear);
    assert_int_equal(stream_count_subs(s), 0);
    stream_free(s);
}

static void who_cannot_keep_up_is_ended_once(void **state)
{
    UNUSED(state);
    struct stream *s = stream_new(10);
    struct ear slow;
    struct ear quick;
    struct stream_sub *sub_slow = subscribe(s, &slow, 1, 11);
    struct stream_sub *sub_quick = subscribe(s, &quick, 2, 12);
    slow.room = 2;
    assert_ok(stream_join(s, sub_slow, &PUBLIC));
    assert_ok(stream_join(s, sub_quick, &PUBLIC));
    for (int i = 0; i < 10; i++)
        (void)publish(s, PUBLIC, SV("x"));
    assert_int_equal(slow.count, 2);
    assert_int_equal(slow.end_count, 1);
    assert_int_equal(slow.why, STREAM_END_FULL);
    assert_int_equal(quick.count, 10);
    assert_int_equal(stream_end_token(s, token_id(11)), 0);
    assert_int_equal(slow.end_count, 1);
    leave_all(s, sub_slow, &slow);
    leave_all(s, sub_quick, &quick);
    stream_free(s);
}

static void tokens_and_accounts_end(void **state)
{
    UNUSED(state);
    struct stream *s = stream_new(10);
    struct ear ears[4];
    struct stream_sub *subs[4];
    for (int64_t i = 0; i < 4; i++) {
        subs[i] = subscribe(s, &ears[i], i / 2 + 1, i + 11);
        assert_ok(stream_join(s, subs[i], &PUBLIC));
    }
    assert_int_equal(stream_end_token(s, token_id(11)), 1);
    assert_int_equal(ears[0].why, STREAM_END_TOKEN);
    assert_int_equal(stream_end_token(s, token_id(0)), 0);
    assert_int_equal(stream_end_account(s, account_id(0)), 0);
    assert_int_equal(stream_end_account(s, account_id(1)), 1);
    assert_int_equal(ears[1].why, STREAM_END_ACCOUNT);
    assert_int_equal(publish(s, PUBLIC, SV("x")), 2);
    assert_int_equal(stream_end_account(s, account_id(1002)), 2);
    assert_int_equal(publish(s, PUBLIC, SV("x")), 0);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(ears[i].end_count, 1);
        leave_all(s, subs[i], &ears[i]);
    }
    stream_free(s);
}

/* One of its channels is gone: the other stays. Who heard nothing of it was not in it. */
static void channels_end(void **state)
{
    UNUSED(state);
    static const struct stream_channel list = { .kind = STREAM_CHANNEL_LIST, .id = 7 };
    struct stream *s = stream_new(10);
    struct ear ears[3];
    struct stream_sub *subs[3];
    for (int64_t i = 0; i < 3; i++) {
        subs[i] = subscribe(s, &ears[i], i + 1, i + 11);
        assert_ok(stream_join(s, subs[i], &PUBLIC));
        if (i < 2)
            assert_ok(stream_join(s, subs[i], &list));
    }
    assert_int_equal(stream_end_channel(s, &USER_1), 0);
    assert_int_equal(stream_end_channel(s, &list), 2);
    assert_false(stream_has_listener(s, &list));
    assert_int_equal(publish(s, list, SV("x")), 0);
    assert_int_equal(stream_end_channel(s, &list), 0);
    assert_int_equal(publish(s, PUBLIC, SV("x")), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(ears[i].left_count, i < 2);
        assert_int_equal(ears[i].end_count, 0);
        leave_all(s, subs[i], &ears[i]);
    }
    stream_free(s);
}

struct race {
    struct stream *stream;
    _Atomic bool is_over;
};

static void *publish_often(void *arg)
{
    struct race *r = arg;
    while (!atomic_load(&r->is_over)) {
        (void)publish(r->stream, PUBLIC, SV("x"));
        (void)publish(r->stream, USER_1, SV("y"));
        (void)stream_end_token(r->stream, token_id(13));
    }
    return NULL;
}

/* The ear lies on the stack and is gone after unsubscribing; a callback after that would be seen.
 */
static void *come_and_go(void *arg)
{
    struct race *r = arg;
    for (int64_t i = 0; i < 1500; i++) {
        struct ear ear;
        struct stream_sub *sub = subscribe(r->stream, &ear, 1, 11 + i % 3);
        assert_ok(stream_join(r->stream, sub, &PUBLIC));
        assert_ok(stream_join(r->stream, sub, &USER_1));
        if (i % 4 == 0)
            stream_leave(r->stream, sub, &PUBLIC);
        leave_all(r->stream, sub, &ear);
    }
    return NULL;
}

static void no_callback_after_unsubscribing(void **state)
{
    UNUSED(state);
    struct race r = { .stream = stream_new(100) };
    pthread_t publishers[2];
    pthread_t listeners[2];
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&publishers[i], NULL, publish_often, &r), 0);
        assert_int_equal(pthread_create(&listeners[i], NULL, come_and_go, &r), 0);
    }
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_join(listeners[i], NULL), 0);
    atomic_store(&r.is_over, true);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_join(publishers[i], NULL), 0);
    assert_int_equal(stream_count_subs(r.stream), 0);
    stream_free(r.stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(channels_are_apart),
        cmocka_unit_test(bounds_hold),
        cmocka_unit_test(who_cannot_keep_up_is_ended_once),
        cmocka_unit_test(tokens_and_accounts_end),
        cmocka_unit_test(channels_end),
        cmocka_unit_test(no_callback_after_unsubscribing),
    };
    return cmocka_run_group_tests_name("stream/stream", tests, NULL, NULL);
}
