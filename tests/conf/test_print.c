/* conf/print: every setting in every format; secrets in none. */
#include "harness/harness.h"

#include "conf/load.h"
#include "conf/print.h"

static void every_format_names_every_setting(void **state)
{
    UNUSED(state);
    static const char *const names[] = { "text", "json", "md", "mdoc" };
    struct arena a;
    arena_init(&a, 8 << 20);
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        enum conf_format format;
        struct buf out;
        assert_true(conf_format_find(sv_from(names[i]), &format));
        buf_init(&out, &a, 512 << 10);
        conf_print(&out, format);
        assert_false(out.is_overflown);
        for (enum conf_key key = 0; key < CONF_COUNT; key++)
            assert_true(sv_find(buf_view(&out), sv_from(conf_row(key)->name), 0) != SIZE_MAX);
    }
    enum conf_format format;
    assert_false(conf_format_find(SV("xml"), &format));
    arena_done(&a);
}

static void values_in_force_hide_secrets(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 8 << 20);
    static const struct sv sets[] = { SV_INIT("server.domain=localhost"),
                                      SV_INIT("database.url=postgres://a:hunter2@b/c") };
    struct conf_input in = { .data_dir = SV("/nowhere"),
                             .sets = sets,
                             .set_count = ARRAY_COUNT(sets) };
    struct conf conf;
    struct conf_report report = { 0 };
    assert_ok(conf_load(&a, &in, &conf, &report));
    struct buf out;
    buf_init(&out, &a, 64 << 10);
    conf_values_print(&out, &conf);
    assert_true(sv_find(buf_view(&out), SV("server.domain = \"localhost\"  # flag\n"), 0) !=
                SIZE_MAX);
    assert_true(sv_find(buf_view(&out), SV("database.url = \"***\"  # flag\n"), 0) != SIZE_MAX);
    assert_true(sv_find(buf_view(&out), SV("hunter2"), 0) == SIZE_MAX);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_names_every_setting),
        cmocka_unit_test(values_in_force_hide_secrets),
    };
    return cmocka_run_group_tests_name("conf/print", tests, NULL, NULL);
}
