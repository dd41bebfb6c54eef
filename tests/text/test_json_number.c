/* text/json_number: shortest digits, against vectors and by reading back. */
#include "text/json_number.h"

#include <math.h>
#include <stdlib.h>

#include "harness/harness.h"

static struct sv render(double value, char *text)
{
    return sv_make(text, json_number_render(value, text));
}

static void renders_the_notable_ones(void **state)
{
    UNUSED(state);

    static const struct {
        double value;
        const char *text;
    } cases[] = {
        { 0.0, "0" },
        { -0.0, "0" },
        { 1, "1" },
        { -1.5, "-1.5" },
        { 5e-324, "5e-324" },
        { 1.7976931348623157e308, "1.7976931348623157e+308" },
        { 2.2250738585072014e-308, "2.2250738585072014e-308" },
        { 9007199254740992.0, "9007199254740992" },
        { 295147905179352830000.0, "295147905179352830000" },
        { 999999999999999900000.0, "999999999999999900000" },
        { 1e21, "1e+21" },
        { 1e23, "1e+23" },
        { 0.000001, "0.000001" },
        { 0.0000001, "1e-7" },
        { 333333333.33333329, "333333333.3333333" },
        { 0x1p-44, "5.684341886080802e-14" },
        { -0.0000033333333333333333, "-0.0000033333333333333333" },
    };

    char text[JSON_NUMBER_BYTES];
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_sv(render(cases[i].value, text), sv_from(cases[i].text));
}

static void reads_back_as_it_was(void **state)
{
    UNUSED(state);
    uint64_t bits = 0x9E3779B97F4A7C15;
    for (int i = 0; i < 20000; i++) {
        bits = bits * 6364136223846793005u + 1442695040888963407u;
        double value;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        char text[JSON_NUMBER_BYTES + 1];
        text[json_number_render(value, text)] = '\0';
        assert_true(strtod(text, NULL) == value);
    }
}

static void agrees_with_the_vectors(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    const char *path = harness_vector_path(&a, "jcs/numbers.tsv");
    if (path == NULL)
        skip();
    struct sv rest = harness_read_file(&a, path);
    struct sv line;
    int count = 0;
    while (sv_split(&rest, '\n', &line)) {
        struct sv hex;
        if (!sv_split(&line, '\t', &hex) || sv_is_empty(hex))
            continue;
        uint64_t bits = strtoull(sv_cstr(&a, hex), NULL, 16);
        double value;
        memcpy(&value, &bits, sizeof value);
        char text[JSON_NUMBER_BYTES];
        assert_sv(render(value, text), sv_trim(line));
        count++;
    }
    assert_true(count > 0);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(renders_the_notable_ones),
        cmocka_unit_test(reads_back_as_it_was),
        cmocka_unit_test(agrees_with_the_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
