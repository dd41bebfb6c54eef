/* ap/poll: questions as they come from others, and as they leave. */
#include "harness/harness.h"

#include "ap/note.h"
#include "ap/poll.h"
#include "ap/value.h"

static struct json parse(struct arena *a, struct sv text)
{
    struct json out = { 0 };
    assert_ok(json_parse(a, text, &json_limits_strict, &out, NULL));
    return out;
}

/* JSON in C without the quotes' noise: ' stands for ". */
static struct json quoted(struct arena *a, const char *text)
{
    struct sv copy = sv_copy(a, sv_from(text));
    char *at = arena_copy(a, copy.ptr, copy.len);
    for (size_t i = 0; i < copy.len; i++)
        at[i] = at[i] == '\'' ? '"' : at[i];
    return parse(a, sv_make(at, copy.len));
}

static void test_shapes(void **state)
{
    (void)state;
    struct arena a;
    struct ap_poll poll;
    arena_init(&a, 4 << 20);
    assert_true(ap_poll_parse(
        &a,
        quoted(&a, "{'type':'Question','endTime':'2026-01-02T03:04:05Z','votersCount':4,'oneOf':["
                   "{'type':'Note','name':'yes','replies':{'type':'Collection','totalItems':3}},"
                   "{'name':'no','replies':{'totalItems':-2}},{'name':''},7,{'name':'maybe'}]}"),
        &poll));
    assert_int_equal(poll.poll.option_count, 3);
    assert_sv_lit(poll.poll.options[0].title, "yes");
    assert_int_equal(poll.poll.options[0].votes, 3);
    assert_int_equal(poll.poll.options[1].votes, 0);
    assert_sv_lit(poll.poll.options[2].title, "maybe");
    assert_int_equal(poll.poll.voters, 4);
    assert_int_equal(poll.poll.expires_ms, INT64_C(1767323045000));
    assert_false(poll.poll.is_multiple || poll.is_closed);

    /* Misskey counts beside; without an end it never ends; closed may be a time or merely true. */
    assert_true(ap_poll_parse(
        &a, quoted(&a, "{'anyOf':[{'name':'a','_misskey_votes':9}],'closed':true}"), &poll));
    assert_true(poll.poll.is_multiple && poll.is_closed);
    assert_int_equal(poll.poll.options[0].votes, 9);
    assert_int_equal(poll.poll.voters, -1);
    assert_int_equal(poll.poll.expires_ms, 0);
    assert_true(ap_poll_parse(&a,
                              quoted(&a, "{'anyOf':[{'name':'a'}],'endTime':'2027-01-02T03:04:05Z',"
                                         "'closed':'2026-01-02T03:04:05Z'}"),
                              &poll));
    assert_int_equal(poll.poll.expires_ms, INT64_C(1767323045000));
    assert_false(poll.is_closed);
    static const char *const none[] = { "{}", "{'oneOf':[]}", "{'oneOf':{'name':'a'}}",
                                        "{'anyOf':[{'name':''}]}", "{'oneOf':'a'}" };
    for (size_t i = 0; i < ARRAY_COUNT(none); i++)
        assert_false(ap_poll_parse(&a, quoted(&a, none[i]), &poll));
    arena_done(&a);
}

static void test_many_options(void **state)
{
    (void)state;
    struct arena a;
    struct ap_poll poll;
    struct buf b;
    arena_init(&a, 8 << 20);
    buf_init(&b, &a, 1 << 20);
    buf_lit(&b, "{\"oneOf\":[");
    for (int i = 0; i < POLL_RECEIVED_OPTIONS_MAX + 10; i++)
        buf_printf(&b, "%s{\"name\":\"%d\"}", i > 0 ? "," : "", i);
    buf_lit(&b, "]}");
    assert_true(ap_poll_parse(&a, parse(&a, buf_view(&b)), &poll));
    assert_int_equal(poll.poll.option_count, POLL_RECEIVED_OPTIONS_MAX);
    arena_done(&a);
}

#define NOTE_HEAD "'id':'https://a.example/1','attributedTo':'https://a.example/u',"

static void test_notes(void **state)
{
    (void)state;
    struct arena a;
    struct ap_note note;
    arena_init(&a, 4 << 20);
    const struct json none = { 0 };
    assert_ok(ap_note_parse(&a,
                            quoted(&a, "{'type':'Note'," NOTE_HEAD
                                       "'content':'?','oneOf':[{'name':'a'},{'name':'b'}]}"),
                            none, &note));
    assert_non_null(note.poll);
    /* A question in a reply is no answer. */
    assert_ok(ap_note_parse(
        &a,
        quoted(&a, "{'type':'Question'," NOTE_HEAD
                   "'name':'?','inReplyTo':'https://b.example/q','oneOf':[{'name':'a'}]}"),
        none, &note));
    assert_non_null(note.poll);
    assert_false(note.is_vote);
    static const char *const votes[] = {
        "{'type':'Note'," NOTE_HEAD "'name':'yes & no','inReplyTo':'https://b.example/q'}",
        "{'type':'Answer'," NOTE_HEAD "'name':'yes & no','inReplyTo':'https://b.example/q'}",
    };
    for (size_t i = 0; i < ARRAY_COUNT(votes); i++) {
        assert_ok(ap_note_parse(&a, quoted(&a, votes[i]), none, &note));
        assert_true(note.is_vote);
        assert_sv_lit(note.choice, "yes & no");
        assert_null(note.poll);
    }
    arena_done(&a);
}

static struct json written(struct arena *a, const struct poll *poll, int64_t now_ms)
{
    struct json_writer w;
    struct json_fragment out;
    json_w_init(&w, a, 1 << 16);
    json_w_object_begin(&w);
    ap_poll_render(&w, a, poll, now_ms, (struct subject){ 7, CLASS_POST_BODY });
    json_w_object_end(&w);
    assert_ok(json_w_finish(&w, &out));
    return parse(a, out.bytes);
}

static void test_written(void **state)
{
    (void)state;
    struct arena a;
    struct ap_poll back;
    arena_init(&a, 4 << 20);
    const struct poll_option options[] = { { .title = SV_INIT("a"), .votes = 2 },
                                           { .title = SV_INIT("b"), .votes = 3 } };
    struct poll poll = { .options = options,
                         .option_count = 2,
                         .is_multiple = true,
                         .voters = 4,
                         .expires_ms = INT64_C(1767323045000) };
    struct json before = written(&a, &poll, poll.expires_ms - 1);
    assert_true(ap_poll_parse(&a, before, &back));
    assert_true(poll_asks_same(&back.poll, &poll));
    assert_int_equal(back.poll.options[1].votes, 3);
    assert_int_equal(back.poll.voters, 4);
    assert_int_equal(back.poll.expires_ms, poll.expires_ms);
    assert_true(json_is_none(json_get(before, SV("closed"))));
    assert_false(json_is_none(json_get(written(&a, &poll, poll.expires_ms), SV("closed"))));

    poll.hides_totals = true;
    assert_true(ap_poll_parse(&a, written(&a, &poll, poll.expires_ms - 1), &back));
    assert_int_equal(poll_votes(&back.poll), 0);
    assert_true(ap_poll_parse(&a, written(&a, &poll, poll.expires_ms), &back));
    assert_int_equal(poll_votes(&back.poll), 5);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_many_options),
        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
