/* api/mastodon/stream_request, stream_name: what an app may ask for, and the channels of it. */
#include "harness/harness.h"

#include "api/mastodon/stream_request.h"
#include "model/scope.h"

#define ANN account_id(7)

struct request_case {
    const char *text;
    enum err err; /* of the message, or of the name */
    enum stream_channel_kind kind;
    int64_t id;
    const char *channel_name;
    const char *param; /* NULL: none */
};

static const struct request_case cases[] = {
    { "{\"type\":\"subscribe\",\"stream\":\"user\"}", ERR_OK, STREAM_CHANNEL_USER, 7, "", NULL },
    { "{\"type\":\"subscribe\",\"stream\":\"user:notification\"}", ERR_OK,
      STREAM_CHANNEL_USER_NOTIFICATION, 7, "", NULL },
    { "{\"type\":\"subscribe\",\"stream\":\"direct\"}", ERR_OK, STREAM_CHANNEL_DIRECT, 7, "",
      NULL },
    { "{\"type\":\"subscribe\",\"stream\":\"public\",\"tag\":\"x\"}", ERR_OK, STREAM_CHANNEL_PUBLIC,
      0, "", NULL },
    { "{\"type\":\"subscribe\",\"stream\":\"public:media\"}", ERR_OK, STREAM_CHANNEL_PUBLIC_MEDIA,
      0, "", NULL },
    { "{\"type\":\"subscribe\",\"stream\":\"public:local\"}", ERR_OK, STREAM_CHANNEL_PUBLIC_LOCAL,
      0, "", NULL },
    { "{\"type\":\"subscribe\",\"stream\":\"public:local:media\"}", ERR_OK,
      STREAM_CHANNEL_PUBLIC_LOCAL_MEDIA, 0, "", NULL },
    { "{\"type\":\"subscribe\",\"stream\":\"public:remote\"}", ERR_OK, STREAM_CHANNEL_PUBLIC_REMOTE,
      0, "", NULL },
    { "{\"type\":\"subscribe\",\"stream\":\"public:remote:media\"}", ERR_OK,
      STREAM_CHANNEL_PUBLIC_REMOTE_MEDIA, 0, "", NULL },
    { "{\"type\":\"subscribe\",\"stream\":\"hashtag\",\"tag\":\"Caf\\u00e9\"}", ERR_OK,
      STREAM_CHANNEL_HASHTAG, 0, "cafe", "Caf\xc3\xa9" },
    { "{\"type\":\"subscribe\",\"stream\":\"hashtag:local\",\"tag\":\"x\"}", ERR_OK,
      STREAM_CHANNEL_HASHTAG_LOCAL, 0, "x", "x" },
    { "{\"type\":\"subscribe\",\"stream\":\"list\",\"list\":\"12\"}", ERR_OK, STREAM_CHANNEL_LIST,
      12, "", "12" },
    { "{\"type\":\"subscribe\",\"stream\":\"list\",\"list\":12}", ERR_OK, STREAM_CHANNEL_LIST, 12,
      "", "12" },
    { "{\"type\":\"subscribe\",\"stream\":\"list\",\"list\":\"-1\"}", ERR_BAD_PARAM, 0, 0, "",
      NULL },
    { "{\"type\":\"subscribe\",\"stream\":\"list\",\"list\":[12]}", ERR_BAD_PARAM, 0, 0, "", NULL },
    { "{\"type\":\"subscribe\",\"stream\":\"list\"}", ERR_BAD_PARAM, 0, 0, "", NULL },
    { "{\"type\":\"subscribe\",\"stream\":\"hashtag\"}", ERR_BAD_PARAM, 0, 0, "", NULL },
    { "{\"type\":\"subscribe\",\"stream\":\"hashtag\",\"tag\":\"!\"}", ERR_BAD_PARAM, 0, 0, "",
      NULL },
    { "{\"type\":\"subscribe\",\"stream\":\"public:\"}", ERR_BAD_PARAM, 0, 0, "", NULL },
    { "{\"type\":\"subscribe\",\"stream\":\"\"}", ERR_BAD_PARAM, 0, 0, "", NULL },
    { "{\"type\":\"subscribe\",\"stream\":1}", ERR_BAD_PARAM, 0, 0, "", NULL },
    { "{\"type\":\"Subscribe\",\"stream\":\"user\"}", ERR_BAD_PARAM, 0, 0, "", NULL },
    { "{\"stream\":\"user\"}", ERR_BAD_PARAM, 0, 0, "", NULL },
    { "\"user\"", ERR_PARSE, 0, 0, "", NULL },
    { "{\"type\":\"subscribe\"", ERR_PARSE, 0, 0, "", NULL },
    { "", ERR_PARSE, 0, 0, "", NULL },
    { "{\"a\":[[[[1]]]]}", ERR_PARSE, 0, 0, "", NULL },
};

static void reads_what_is_asked(void **state)
{
    UNUSED(state);
    struct viewer ann = { .account = ANN };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const struct request_case *c = &cases[i];
        struct arena a;
        arena_init(&a, 1 << 20);
        struct stream_request request = { 0 };
        struct stream_name name = { 0 };
        enum err err = stream_request_parse(&a, sv_from(c->text), &request);
        if (err == ERR_OK)
            err = stream_name_parse(&a, &ann, &request.wish, &name);
        if (err != c->err)
            print_message("%s\n", c->text);
        assert_err(err, c->err);
        if (err == ERR_OK) {
            assert_true(request.is_subscribe);
            assert_int_equal(name.channel_count, 1);
            assert_int_equal(name.channels[0].kind, c->kind);
            assert_int_equal(name.channels[0].id, c->id);
            assert_true(sv_eq(name.channels[0].name, sv_from(c->channel_name)));
            assert_true(c->param == NULL ? name.param.ptr == NULL
                                         : sv_eq(name.param, sv_from(c->param)));
        }
        arena_done(&a);
    }
}

static void tells_notifications_to_who_may_read_them(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 16);
    struct viewer ann = { .account = ANN, .scopes = SCOPE(SCOPE_READ_STATUSES) };
    struct stream_wish wish = { .stream = SV("user") };
    struct stream_name name;
    assert_ok(stream_name_parse(&a, &ann, &wish, &name));
    assert_int_equal(name.channel_count, 1);
    assert_true(name.scopes == SCOPE(SCOPE_READ_STATUSES));
    ann.scopes |= SCOPE(SCOPE_READ_NOTIFICATIONS);
    assert_ok(stream_name_parse(&a, &ann, &wish, &name));
    assert_int_equal(name.channel_count, 2);
    assert_int_equal(name.channels[1].kind, STREAM_CHANNEL_USER_NOTIFICATION);
    assert_int_equal(name.channels[1].id, 7);
    wish.stream = SV("user:notification");
    assert_ok(stream_name_parse(&a, &ann, &wish, &name));
    assert_true(name.scopes == SCOPE(SCOPE_READ_NOTIFICATIONS));
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_is_asked),
        cmocka_unit_test(tells_notifications_to_who_may_read_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
