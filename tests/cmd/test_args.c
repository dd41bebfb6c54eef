/* cmd/args: a usage line reads what it says. */
#include "harness/harness.h"

#include "cmd/args.h"

static const struct sv usage =
    SV_INIT("user new NAME --email ADDR [--role ROLE] [--password-stdin]");

static enum err parse(const char *const *argv, size_t argc, struct args *out)
{
    static struct arena a;
    arena_init(&a, 1 << 16);
    struct sv problem = SV("");
    const char *words[16];
    memcpy(words, argv, argc * sizeof *argv);
    enum err err = args_take_common(&a, words, &argc, out, &problem);
    if (err == ERR_OK)
        err = args_parse(&a, usage, words, argc, out, &problem);
    assert_int_equal(problem.len > 0, err != ERR_OK);
    arena_done(&a);
    return err;
}

static void reads_in_any_order(void **state)
{
    UNUSED(state);
    const char *const argv[] = { "user",  "new",   "--password-stdin", "--email",   "a@b.c",
                                 "alice", "--set", "peers=loopback",   "--data=/x", "--set=a=b" };
    struct args out;
    assert_int_equal(args_match(usage, argv, 10), 2);
    assert_ok(parse(argv, 10, &out));
    assert_sv_lit(args_find(&out, SV("NAME")), "alice");
    assert_sv_lit(args_find(&out, SV("--email")), "a@b.c");
    assert_true(args_has(&out, SV("--password-stdin")));
    assert_null(args_find(&out, SV("--role")).ptr);
    assert_sv_lit(out.data_dir, "/x");
    assert_int_equal(out.set_count, 2);
    assert_sv_lit(out.sets[1], "a=b");
}

static void refuses_what_does_not_fit(void **state)
{
    UNUSED(state);
    struct args out;
    assert_err(parse((const char *const[]){ "user", "new", "alice" }, 3, &out), ERR_BAD_PARAM);
    assert_err(parse((const char *const[]){ "user", "new", "--email", "x" }, 4, &out),
               ERR_BAD_PARAM);
    assert_err(parse((const char *const[]){ "user", "new", "a", "b", "--email", "x" }, 6, &out),
               ERR_BAD_PARAM);
    assert_err(parse((const char *const[]){ "user", "new", "a", "--email" }, 4, &out),
               ERR_BAD_PARAM);
    assert_err(
        parse((const char *const[]){ "user", "new", "a", "--email", "x", "--bogus" }, 6, &out),
        ERR_BAD_PARAM);
    assert_err(
        parse((const char *const[]){ "user", "new", "a", "--email", "x", "--password-stdin=1" }, 6,
              &out),
        ERR_BAD_PARAM);
    assert_ok(parse((const char *const[]){ "user", "new", "--help" }, 3, &out));
    assert_true(out.wants_help);
    assert_int_equal(args_match(usage, (const char *const[]){ "user", "new", "x" }, 3), 2);
    assert_int_equal(args_match(usage, (const char *const[]){ "user", "list" }, 2), 0);
}

static void words_to_the_end(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 16);
    struct sv problem;
    struct args out = { 0 };
    const char *const argv[] = { "scan", "one", "--keys", "/k", "--", "--two" };
    assert_ok(args_parse(&a, SV("scan [--keys DIR] WORD…"), argv, 6, &out, &problem));
    assert_int_equal(out.rest_count, 2);
    assert_sv_lit(out.rest[1], "--two");
    assert_sv_lit(args_find(&out, SV("--keys")), "/k");
    struct args none = { 0 };
    assert_err(args_parse(&a, SV("scan [--keys DIR] WORD…"), argv, 1, &none, &problem),
               ERR_BAD_PARAM);
    struct args taken;
    const char *words[] = { "scan", "x", "--", "--data" };
    size_t count = 4;
    assert_ok(args_take_common(&a, words, &count, &taken, &problem));
    assert_int_equal(count, 4);
    count = 3;
    words[2] = "--data";
    assert_err(args_take_common(&a, words, &count, &taken, &problem), ERR_BAD_PARAM);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_in_any_order),
        cmocka_unit_test(refuses_what_does_not_fit),
        cmocka_unit_test(words_to_the_end),
    };
    return cmocka_run_group_tests_name("cmd/args", tests, NULL, NULL);
}
