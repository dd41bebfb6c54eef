/* archive/path: plain names come out, those that lead out do not. */
#include "harness/harness.h"

#include "archive/path.h"

static void names(void **state)
{
    UNUSED(state);

    static const struct {
        const char *name;
        const char *plain; /* NULL: refused */
    } cases[] = {
        { "outbox.json", "outbox.json" },
        { "./a//b/./c/", "a/b/c" },
        { "a\\b", "a/b" },
        { "", "" },
        { "./", "" },
        { "a..b/..c/d..", "a..b/..c/d.." },
        { "../a", NULL },
        { "a/../b", NULL },
        { "a/..", NULL },
        { "a\\..\\b", NULL },
        { "/etc/passwd", NULL },
        { "\\\\host\\share", NULL },
        { "C:\\x", NULL },
        { "c:x", NULL },
        { "a\nb", NULL },
        { "a\x7f", NULL },
    };
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct sv out;
        bool is_fine = archive_path_clean(&a, sv_from(cases[i].name), &out);
        assert_int_equal(is_fine, cases[i].plain != NULL);
        if (is_fine)
            assert_sv(out, sv_from(cases[i].plain));
    }
    struct sv out;
    assert_false(archive_path_clean(&a, sv_make("a\0b", 3), &out));
    char *long_name = arena_alloc(&a, ARCHIVE_PATH_BYTES_MAX + 1);
    for (size_t i = 0; i <= ARCHIVE_PATH_BYTES_MAX; i++)
        long_name[i] = 'x';
    assert_true(archive_path_clean(&a, sv_make(long_name, ARCHIVE_PATH_BYTES_MAX), &out));
    assert_false(archive_path_clean(&a, sv_make(long_name, ARCHIVE_PATH_BYTES_MAX + 1), &out));
    arena_done(&a);
}

static void tails(void **state)
{
    UNUSED(state);
    assert_true(archive_path_is_tail(SV("bucket/media/1/a.png"), SV("media/1/a.png")));
    assert_true(archive_path_is_tail(SV("a.png"), SV("wrapper/a.png")));
    assert_true(archive_path_is_tail(SV("a.png"), SV("a.png")));
    assert_false(archive_path_is_tail(SV("media/1/ba.png"), SV("a.png")));
    assert_false(archive_path_is_tail(SV("media/1/a.png"), SV("media/2/a.png")));
    assert_sv_lit(archive_path_base(SV("x/y/a.png")), "a.png");
    assert_sv_lit(archive_path_base(SV("a.png")), "a.png");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(tails),
    };
    return cmocka_run_group_tests_name("archive/path", tests, NULL, NULL);
}
