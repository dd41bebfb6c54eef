/* service/scan_pattern and scan_stream: one word in every form it may lie in a file, over borders of pieces, and not where
 * it is not. */
#include "harness/harness.h"

#include "service/scan_stream.h"

#define WORD "Quokka \303\234bung/7"

static const struct {
    const char *bytes;
    size_t len;
    const char *encoding;
    const char *name;
} seeds[] = {
    /* clang-format off */
    { "\170\170\121\165\157\153\153\141\040\303\234\142\165\156\147\057\067\171\171", 19, "utf-8", "as it is" },
    { "\161\165\157\153\153\141\040\303\234\142\165\156\147\057\067", 15, "utf-8", "another case" },
    { "\141\142\121\000\165\000\157\000\153\000\153\000\141\000\040\000\334\000\142\000\165\000\156\000\147\000\057\000\067\000", 30, "utf-16le", "utf-16le" },
    { "\141\142\143\000\121\000\165\000\157\000\153\000\153\000\141\000\040\000\334\000\142\000\165\000\156\000\147\000\057\000\067", 31, "utf-16be", "utf-16be, odd place" },
    { "\065\061\067\065\066\146\066\142\066\142\066\061\062\060\143\063\071\143\066\062\067\065\066\145\066\067\062\146\063\067", 30, "hex", "hex lower" },
    { "\065\061\067\065\066\106\066\102\066\102\066\061\062\060\103\063\071\103\066\062\067\065\066\105\066\067\062\106\063\067", 30, "hex", "hex upper" },
    { "\121\165\157\153\153\141\045\062\060\045\103\063\045\071\103\142\165\156\147\045\062\106\067", 23, "percent", "percent" },
    { "\121\165\157\153\153\141\053\045\103\063\045\071\103\142\165\156\147\045\062\106\067", 21, "percent", "form" },
    { "\045\065\061\045\067\065\045\066\106\045\066\102\045\066\102\045\066\061\045\062\060\045\103\063\045\071\103\045\066\062\045\067\065\045\066\105\045\066\067\045\062\106\045\063\067", 45, "percent", "all percent" },
    { "\042\121\165\157\153\153\141\040\134\165\060\060\144\143\142\165\156\147\057\067\042", 21, "json", "json ascii" },
    { "\121\165\157\153\153\141\040\303\234\142\165\156\147\134\057\067", 16, "json", "json slash" },
    { "\134\165\060\060\065\061\134\165\060\060\067\065\134\165\060\060\066\146\134\165\060\060\066\142\134\165\060\060\066\142\134\165\060\060\066\061\134\165\060\060\062\060\134\165\060\060\144\143\134\165\060\060\066\062\134\165\060\060\067\065\134\165\060\060\066\145\134\165\060\060\066\067\134\165\060\060\062\146\134\165\060\060\063\067", 84, "json", "json all" },
    { "\046\043\070\061\073\046\043\061\061\067\073\046\043\061\061\061\073\046\043\061\060\067\073\046\043\061\060\067\073\046\043\071\067\073\046\043\063\062\073\046\043\062\062\060\073\046\043\071\070\073\046\043\061\061\067\073\046\043\061\061\060\073\046\043\061\060\063\073\046\043\064\067\073\046\043\065\065\073", 78, "html", "html decimal" },
    { "\046\043\170\065\061\073\046\043\170\067\065\073\046\043\170\066\106\073\046\043\170\066\102\073\046\043\170\066\102\073\046\043\170\066\061\073\046\043\170\062\060\073\046\043\170\104\103\073\046\043\170\066\062\073\046\043\170\067\065\073\046\043\170\066\105\073\046\043\170\066\067\073\046\043\170\062\106\073\046\043\170\063\067\073", 84, "html", "html hex" },
    { "\121\165\157\153\153\141\040\046\043\062\062\060\073\142\165\156\147\057\067", 19, "html", "html numbers" },
    { "\125\130\126\166\141\062\164\150\111\115\117\143\131\156\126\165\132\171\070\063\120\172\070\075", 24, "base64", "base64 at 0" },
    { "\146\154\106\061\142\062\164\162\131\123\104\104\156\107\112\061\142\155\143\166\116\172\070\057", 24, "base64", "base64 at 1" },
    { "\146\156\065\122\144\127\071\162\141\062\105\147\167\065\170\151\144\127\065\156\114\172\143\057\120\167\075\075", 28, "base64", "base64 at 2" },
    { "\145\154\106\061\142\062\164\162\131\123\104\104\156\107\112\061\142\155\143\166\116\167\075\075", 24, "base64", "base64url where the alphabets agree" },
    { "\037\213\010\000\000\000\000\000\002\003\053\316\317\115\125\050\111\255\050\121\010\054\315\317\316\116\124\070\074\047\251\064\057\135\337\034\000\255\260\320\316\031\000\000\000", 45, "utf-8", "gzip" },
    { "\152\165\156\153\040\142\145\146\157\162\145\170\234\013\054\315\317\316\116\124\070\074\047\251\064\057\135\337\074\020\057\027\000\242\373\021\370", 37, "utf-8", "zlib inside" },
    { "\120\113\003\004\024\000\000\000\010\000\307\265\167\135\241\270\111\075\033\000\000\000\044\000\000\000\005\000\000\000\141\056\164\170\164\313\314\053\316\114\111\125\310\104\241\002\113\363\263\263\023\025\016\317\111\052\315\113\327\067\007\000\120\113\001\002\024\003\024\000\000\000\010\000\307\265\167\135\241\270\111\075\033\000\000\000\044\000\000\000\005\000\000\000\000\000\000\000\000\000\000\000\200\001\000\000\000\000\141\056\164\170\164\120\113\005\006\000\000\000\000\001\000\001\000\063\000\000\000\076\000\000\000\000\000", 135, "utf-8", "zip" },
    { "\037\213\010\000\000\000\000\000\002\003\223\357\346\140\000\001\046\146\156\235\263\347\317\371\205\130\330\250\257\064\321\217\275\057\303\220\323\076\141\051\077\120\012\000\233\050\377\066\043\000\000\000", 52, "utf-8", "gzip in gzip" },
    /* clang-format on */
};

struct heard {
    const struct scan_patterns *patterns;
    const char *encoding; /* wanted */
    int wanted;
    int all;
    int64_t offset;
};

static void hear(void *arg, size_t pattern, int64_t offset, bool is_unpacked)
{
    struct heard *h = arg;
    UNUSED(is_unpacked);
    h->all++;
    h->offset = offset;
    h->wanted += strcmp(h->patterns->items[pattern].encoding, h->encoding) == 0;
}

static struct heard search(struct arena *a, struct sv bytes, const char *encoding)
{
    struct ctx ctx = { .arena = a };
    struct sv words[] = { SV_INIT("never there"), SV_INIT(WORD) };
    struct scan_patterns patterns;
    assert_ok(scan_patterns_make(a, words, ARRAY_COUNT(words), &patterns));
    struct heard heard = { .patterns = &patterns, .encoding = encoding };
    const struct scan_stream stream = { &patterns, hear, &heard };
    assert_ok(scan_stream_bytes(&ctx, &stream, bytes));
    return heard;
}

static void every_form_is_found(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    for (size_t i = 0; i < ARRAY_COUNT(seeds); i++) {
        struct sv bytes = sv_make(seeds[i].bytes, seeds[i].len);
        if (search(&a, bytes, seeds[i].encoding).wanted == 0)
            fail_msg("not found: %s", seeds[i].name);
    }
    arena_done(&a);
}

/* Wherever a piece ends. */
static void borders_hide_nothing(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, (size_t)256 << 20);
    struct sv word = SV(WORD);
    for (size_t at = 65536 - word.len - 1; at <= 65536 + 1; at++) {
        ARENA_SCOPE (&a) {
            char *bytes = arena_alloc(&a, 200000);
            memset(bytes, '.', 200000);
            memcpy(bytes + at, word.ptr, word.len);
            struct heard heard = search(&a, sv_make(bytes, 200000), "utf-8");
            assert_int_equal(heard.wanted, 1);
            assert_int_equal(heard.offset, at);
        }
    }
    arena_done(&a);
}

static void nothing_is_found_where_nothing_is(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    char *bytes = arena_alloc(&a, 300000);
    uint32_t random = 12345;
    for (size_t i = 0; i < 300000; i++) {
        random = random * 1664525 + 1013904223;
        bytes[i] = (char)(random >> 24);
    }
    assert_int_equal(search(&a, sv_make(bytes, 300000), "utf-8").all, 0);
    assert_int_equal(search(&a, SV(""), "utf-8").all, 0);
    assert_int_equal(search(&a, SV("Quokka"), "utf-8").all, 0);
    arena_done(&a);
}

static void odd_words_are_refused(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, (size_t)4 << 20);
    struct scan_patterns patterns;
    struct sv odd[] = { SV_INIT("abc"), SV_INIT("\377\377\377\377\377"), SV_INIT("") };
    for (size_t i = 0; i < ARRAY_COUNT(odd); i++)
        assert_err(scan_patterns_make(&a, &odd[i], 1, &patterns), ERR_BAD_PARAM);
    assert_err(scan_patterns_make(&a, odd, 0, &patterns), ERR_BAD_PARAM);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_found),
        cmocka_unit_test(borders_hide_nothing),
        cmocka_unit_test(nothing_is_found_where_nothing_is),
        cmocka_unit_test(odd_words_are_refused),
    };
    return cmocka_run_group_tests_name("scan_stream", tests, NULL, NULL);
}
