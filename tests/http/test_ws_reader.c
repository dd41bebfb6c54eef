/* http/ws_reader, http/ws_frame: messages whole, in pieces and in fragments; what a fault is closed with. */
#include "harness/harness.h"

#include "http/ws_frame.h"
#include "http/ws_reader.h"
#include "ws_client.h"

struct heard {
    char last[WS_MESSAGE_MAX_BYTES];
    size_t len;
    size_t count;
};

static void hear(void *arg, struct sv message)
{
    struct heard *heard = arg;
    memcpy(heard->last, message.ptr, message.len);
    heard->len = message.len;
    heard->count++;
}

static char input[1 << 17];
static size_t input_len;
static char room[WS_ANSWER_MAX_BYTES];
static struct heard heard;

static void add(unsigned first, struct sv payload)
{
    input_len += frame_make(input + input_len, first, payload);
}

static void begin(void)
{
    input_len = 0;
    heard = (struct heard){ 0 };
}

/* All that was added, in pieces; what came of the last one. */
static struct ws_taken take(struct ws_reader **reader, size_t piece)
{
    struct ws_taken taken = { 0 };
    struct sv rest = sv_make(input, input_len);
    while (rest.len > 0 && !taken.is_over) {
        struct sv bytes = sv_sub(rest, 0, piece);
        ws_reader_take(reader, bytes, hear, &heard, room, &taken);
        rest = sv_from_offset(rest, bytes.len);
    }
    return taken;
}

static void assert_heard(size_t count, const char *last)
{
    assert_int_equal(heard.count, count);
    assert_true(sv_eq(sv_make(heard.last, heard.len), sv_from(last)));
}

static void takes_messages_in_any_pieces(void **state)
{
    UNUSED(state);
    for (size_t piece = 1; piece < 40; piece++) {
        struct ws_reader *reader = NULL;
        begin();
        add(FRAME_FIN | FRAME_TEXT, SV("whole"));
        add(FRAME_MORE | FRAME_TEXT, SV("in "));
        add(FRAME_FIN | FRAME_PONG, SV(""));
        add(FRAME_MORE | FRAME_CONTINUATION, SV("three "));
        add(FRAME_FIN | FRAME_CONTINUATION, SV("parts"));
        struct ws_taken taken = take(&reader, piece);
        assert_false(taken.is_over);
        assert_heard(2, "in three parts");
        assert_int_equal(taken.frames.len, 0);
        /* Between messages there is none. */
        assert_null(reader);
    }
}

static void keeps_a_reader_within_a_message(void **state)
{
    UNUSED(state);
    struct ws_reader *reader = NULL;
    begin();
    add(FRAME_MORE | FRAME_TEXT, SV("a"));
    assert_false(take(&reader, 100).is_over);
    assert_non_null(reader);
    begin();
    add(FRAME_FIN | FRAME_PING, SV("now?"));
    struct ws_taken taken = take(&reader, 100);
    assert_int_equal(taken.frame_count, 1);
    assert_sv_lit(taken.frames, "\x8a\x04now?");
    assert_non_null(reader);
    begin();
    add(FRAME_FIN | FRAME_CONTINUATION, SV("b"));
    (void)take(&reader, 100);
    assert_heard(1, "ab");
    assert_null(reader);
    input_len = 1; /* half a head */
    assert_false(take(&reader, 100).is_over);
    assert_non_null(reader);
    ws_reader_free(reader);
}

static void assert_closed(const char *what, unsigned code)
{
    struct ws_reader *reader = NULL;
    struct ws_taken taken = take(&reader, WS_READ_MAX_BYTES);
    const unsigned char *end = (const unsigned char *)taken.frames.ptr;
    bool is_good = taken.is_over && taken.frames.len >= 4 && end[0] == 0x88 &&
                   (unsigned)(end[2] << 8 | end[3]) == code;
    if (!is_good)
        print_message("%s: over %d, %zu bytes, %d\n", what, taken.is_over, taken.frames.len,
                      taken.frames.len >= 4 ? end[2] << 8 | end[3] : 0);
    assert_true(is_good);
    assert_null(reader);
}

static void closes_for_faults(void **state)
{
    UNUSED(state);
    static char large[WS_MESSAGE_MAX_BYTES + 1];
    memset(large, 'x', sizeof large);
    begin();
    add(FRAME_FIN | FRAME_BINARY, SV("\x01"));
    assert_closed("binary", 1003);
    begin();
    add(FRAME_FIN | FRAME_TEXT, SV("\xff"));
    assert_closed("no UTF-8", 1007);
    begin();
    add(FRAME_FIN | FRAME_TEXT, sv_make(large, sizeof large));
    assert_closed("too long", 1009);
    begin();
    add(FRAME_MORE | FRAME_TEXT, sv_make(large, sizeof large - 1));
    add(FRAME_FIN | FRAME_CONTINUATION, SV("x"));
    assert_closed("too long in fragments", 1009);
    begin();
    add(FRAME_FIN | 0x3u, SV(""));
    assert_closed("unknown", 1002);
    begin();
    add(FRAME_FIN | 0x40u | FRAME_TEXT, SV("x"));
    assert_closed("an extension's bit", 1002);
    begin();
    add(FRAME_FIN | FRAME_CONTINUATION, SV("x"));
    assert_closed("continues nothing", 1002);
    begin();
    add(FRAME_MORE | FRAME_TEXT, SV("x"));
    add(FRAME_FIN | FRAME_TEXT, SV("y"));
    assert_closed("one message in another", 1002);
    begin();
    add(FRAME_MORE | FRAME_PING, SV("x"));
    assert_closed("a control frame in fragments", 1002);
    begin();
    add(FRAME_FIN | FRAME_PING, sv_make(large, 126));
    assert_closed("a long control frame", 1002);
    begin();
    memcpy(input, "\x81\x01x", input_len = 3);
    assert_closed("without a mask", 1002);
    begin();
    add(FRAME_FIN | FRAME_CLOSE, SV("\x03\xe8"));
    assert_closed("closed by the client", 1000);
    assert_int_equal(heard.count, 0);
    begin();
    add(FRAME_FIN | FRAME_CLOSE, SV("\x03\xed"));
    assert_closed("a code that is not sent", 1002);
}

/* A read full of the shortest pings, begun by the longest: their pongs have room. */
static void answers_a_read_of_pings(void **state)
{
    UNUSED(state);
    static char long_ping[125];
    struct ws_reader *reader = NULL;
    struct ws_taken taken;
    begin();
    add(FRAME_FIN | FRAME_PING, sv_make(long_ping, sizeof long_ping));
    struct sv first = sv_make(input, input_len - 1);
    ws_reader_take(&reader, first, hear, &heard, room, &taken);
    assert_int_equal(taken.frames.len, 0);
    size_t last = input_len - 1;
    while (input_len - last + 6 <= WS_READ_MAX_BYTES)
        add(FRAME_FIN | FRAME_PING, SV(""));
    ws_reader_take(&reader, sv_make(input + last, input_len - last), hear, &heard, room, &taken);
    assert_int_equal(taken.frame_count, 1 + (WS_READ_MAX_BYTES - 1) / 6);
    assert_int_equal(taken.frames.len, 127 + 2 * (taken.frame_count - 1));
    ws_reader_free(reader);
}

static void makes_frames(void **state)
{
    UNUSED(state);
    static char text[65536];
    static const size_t lens[] = { 0, 125, 126, 65535, 65536 };
    static const size_t heads[] = { 2, 2, 4, 4, 10 };
    for (size_t i = 0; i < ARRAY_COUNT(lens); i++) {
        struct sv parts[] = { sv_make(text, lens[i] / 2), sv_make(text, lens[i] - lens[i] / 2) };
        struct http_body *body = ws_frame_text(parts, 2);
        assert_int_equal(body->len, heads[i] + lens[i]);
        assert_int_equal((unsigned char)body->bytes[0], 0x81);
        http_body_unref(body);
    }
    struct http_body *body = ws_frame_close(WS_CLOSE_POLICY);
    assert_true(sv_eq(http_body_view(body), SV("\x88\x02\x03\xf0")));
    http_body_unref(body);
    body = ws_frame_ping();
    assert_true(sv_eq(http_body_view(body), sv_make("\x89\x00", 2)));
    http_body_unref(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_messages_in_any_pieces),
        cmocka_unit_test(keeps_a_reader_within_a_message),
        cmocka_unit_test(closes_for_faults),
        cmocka_unit_test(answers_a_read_of_pings),
        cmocka_unit_test(makes_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
