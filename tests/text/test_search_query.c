/* text/search_query: each form, turned round or not, and what is refused. */
#include "harness/harness.h"

#include <stdio.h>

#include "text/date.h"
#include "text/search_query.h"

static const char *const key_names[] = {
    "words", "tag", "from", "has", "is", "lang", "in", "period"
};

/* A query as "key=value" with '-' before what is turned round; dates as days. */
static struct sv shown(struct arena *a, const char *text)
{
    struct search_query query;
    struct sv all = SV("");
    assert_int_equal(search_query_parse(a, sv_from(text), &query), SEARCH_FAULT_NONE);
    for (size_t i = 0; i < query.count; i++) {
        const struct search_item *item = &query.items[i];
        struct sv value = item->value;
        if (item->key == SEARCH_PERIOD) {
            struct sv from =
                item->from_ms == INT64_MIN ? SV("") : date_render_day(a, item->from_ms);
            struct sv to = item->to_ms == INT64_MAX ? SV("") : date_render_day(a, item->to_ms);
            value = sv_printf(a, "%" SV_FMT "..%" SV_FMT, SV_ARG(from), SV_ARG(to));
        }
        all = sv_printf(a, "%" SV_FMT "%s%s%s=%" SV_FMT, SV_ARG(all), i > 0 ? "; " : "",
                        item->is_not ? "-" : "", key_names[item->key], SV_ARG(value));
    }
    return all;
}

static const struct {
    const char *text;
    const char *shown;
} cases[] = {
    { "", "" },
    { " - + \"\" !! ", "" },
    { "Cat dog", "words=cat; words=dog" },
    { "\"Big dog\" -\"bad cat\" -x +y", "words=big dog; -words=bad cat; -words=x; words=y" },
    { "well-known - x", "words=well known; words=x" },
    { "\"never closed", "words=never closed" },
    { "a\"b c\"d", "words=a; words=b c; words=d" },
    { "#Walks -#a_b #12", "tag=walks; -tag=a_b; words=12" },
    { "from:@Ann@far.example -from:me", "from=@Ann@far.example; -from=me" },
    { "HAS:Image -is:Reply language:EN in:library", "has=image; -is=reply; lang=en; in=library" },
    { "from:\"ann\" has: foo:bar http://x.example",
      "from=ann; words=has; words=foo bar; words=http x example" },
    { "before:2026-03-05", "period=..2026-03-05" },
    { "after:2026-03-05", "period=2026-03-06.." },
    { "during:2026-03-05 -during:2026-12",
      "period=2026-03-05..2026-03-06; -period=2026-12-01..2027-01-01" },
    { "before:2026 after:2025-12", "period=..2026-01-01; period=2026-01-01.." },
    { "\xe6\x9d\xb1\xe4\xba\xac\xe3\x80\x80x", "words=\xe6\x9d\xb1 \xe4\xba\xac; words=x" },
};

static void takes_apart(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_sv(shown(&a, cases[i].text), sv_from(cases[i].shown));
    arena_done(&a);
}

static void refuses(void **state)
{
    UNUSED(state);
    struct arena a;
    struct search_query query;
    arena_init(&a, 1 << 20);
    const char *const dates[] = { "before:tuesday", "after:2026-13", "during:2026-02-30",
                                  "before:20260101" };
    for (size_t i = 0; i < ARRAY_COUNT(dates); i++)
        assert_int_equal(search_query_parse(&a, sv_from(dates[i]), &query), SEARCH_FAULT_DATE);
    char text[SEARCH_QUERY_BYTES_MAX + 1];
    memset(text, ' ', sizeof text);
    assert_int_equal(search_query_parse(&a, sv_make(text, sizeof text), &query), SEARCH_FAULT_LONG);
    for (size_t i = 0; i < SEARCH_ITEMS_MAX; i++)
        text[2 * i] = 'x';
    assert_int_equal(search_query_parse(&a, sv_make(text, sizeof text - 1), &query),
                     SEARCH_FAULT_NONE);
    assert_int_equal(query.count, SEARCH_ITEMS_MAX);
    text[2 * SEARCH_ITEMS_MAX] = 'x';
    assert_int_equal(search_query_parse(&a, sv_make(text, sizeof text - 1), &query),
                     SEARCH_FAULT_MANY);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_apart),
        cmocka_unit_test(refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
