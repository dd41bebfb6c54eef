/* conf/file: lines to entries, and what is none. */
#include "harness/harness.h"

#include "conf/file.h"

struct fixture {
    struct arena a;
    struct conf_file file;
    struct conf_entry entry;
};

static int setup(void **state)
{
    static struct fixture f;
    f = (struct fixture){ 0 };
    arena_init(&f.a, 4 << 20);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    arena_done(&f->a);
    return 0;
}

static void expect_entry(struct fixture *f, const char *section, const char *key, const char *value)
{
    assert_int_equal(conf_file_next(&f->file, &f->entry), CONF_FILE_ENTRY);
    assert_sv(f->entry.section, sv_from(section));
    assert_sv(f->entry.key, sv_from(key));
    assert_sv(f->entry.value, sv_from(value));
}

static void expect_bad(struct fixture *f, int line)
{
    assert_int_equal(conf_file_next(&f->file, &f->entry), CONF_FILE_BAD);
    assert_int_equal(f->entry.line, line);
    assert_non_null(f->entry.expected);
}

static void reads_every_form(void **state)
{
    struct fixture *f = *state;
    conf_file_init(&f->file, &f->a,
                   SV("# a comment\r\n"
                      "peers = loopback # trial\n"
                      "\n"
                      "  [ server ]  # the server\n"
                      "name=\"A \\\"b\\\" # \\\\ c\\n\\t\"\n"
                      "listen = unix:/run/a b\n"
                      "trusted_proxies = [ \"10.0.0.1\" , ::1, ]\n"
                      "empty = \"\"\n"
                      "none = []\n"
                      "[media]\n"
                      "max_bytes = 4 MiB"));
    expect_entry(f, "", "peers", "loopback");
    assert_int_equal(f->entry.line, 2);
    expect_entry(f, "server", "name", "A \"b\" # \\ c\n\t");
    expect_entry(f, "server", "listen", "unix:/run/a b");
    expect_entry(f, "server", "trusted_proxies", "10.0.0.1, ::1");
    expect_entry(f, "server", "empty", "");
    expect_entry(f, "server", "none", "");
    expect_entry(f, "media", "max_bytes", "4 MiB");
    assert_int_equal(f->entry.line, 11);
    assert_int_equal(conf_file_next(&f->file, &f->entry), CONF_FILE_END);
}

static void names_every_bad_line_and_goes_on(void **state)
{
    struct fixture *f = *state;
    conf_file_init(
        &f->file, &f->a,
        SV("[open\nno equals\n= x\nk =\nk = \"open\nk = \"bad \\x escape\"\nk = \"a\" b\n"
           "k = [a\nk = [\"a,b\"]\nk = a\"b\"\nk = \x01\n[]\nk = [a b] c\nk = [,]\nlast = 1\n"));
    for (int line = 1; line <= 14; line++)
        expect_bad(f, line);
    expect_entry(f, "", "last", "1");
    assert_int_equal(conf_file_next(&f->file, &f->entry), CONF_FILE_END);
}

static void refuses_what_is_too_large(void **state)
{
    struct fixture *f = *state;
    size_t len = CONF_FILE_MAX_BYTES + 1;
    char *text = arena_alloc(&f->a, len);
    memset(text, 'x', len);
    conf_file_init(&f->file, &f->a, sv_make(text, len));
    expect_bad(f, 1);
    assert_int_equal(conf_file_next(&f->file, &f->entry), CONF_FILE_END);
    conf_file_init(&f->file, &f->a, sv_make(text, CONF_LINE_MAX_BYTES + 1));
    expect_bad(f, 1);
}

static void quoting_is_read_back(void **state)
{
    struct fixture *f = *state;
    struct sv value = SV("a\"b\\c\nd\te # f [g] = h \xc3\xa9");
    struct buf out;
    buf_init(&out, &f->a, 4096);
    buf_lit(&out, "k = ");
    conf_file_quote(&out, value);
    conf_file_init(&f->file, &f->a, buf_view(&out));
    assert_int_equal(conf_file_next(&f->file, &f->entry), CONF_FILE_ENTRY);
    assert_sv(f->entry.value, value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_every_form, setup, teardown),
        cmocka_unit_test_setup_teardown(names_every_bad_line_and_goes_on, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_what_is_too_large, setup, teardown),
        cmocka_unit_test_setup_teardown(quoting_is_read_back, setup, teardown),
    };
    return cmocka_run_group_tests_name("conf/file", tests, NULL, NULL);
}
