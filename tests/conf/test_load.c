/* conf/load: sources in order, every fault a sentence, rules between settings. */
#include "harness/harness.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/env.h"
#include "conf/load.h"

struct fixture {
    struct arena a;
    struct conf_input in;
    struct conf conf;
    struct conf_report report;
};

static int setup(void **state)
{
    static struct fixture f;
    f = (struct fixture){ .in = { .data_dir = SV("/nowhere/data"),
                                  .file_name = SV("efface.conf") } };
    arena_init(&f.a, 4 << 20);
    f.in.file_text = SV("server.domain = localhost:8080\n");
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    arena_done(&f->a);
    return 0;
}

/* Exactly one fault, with this text in it. */
static void expect_problem(struct fixture *f, const char *part)
{
    f->report = (struct conf_report){ 0 };
    assert_err(conf_load(&f->a, &f->in, &f->conf, &f->report), ERR_VALIDATION);
    assert_int_equal(f->report.problems.count, 1);
    struct sv sentence = f->report.problems.items[0];
    print_message("%" SV_FMT "\n", SV_ARG(sentence));
    assert_true(sv_find(sentence, sv_from(part), 0) != SIZE_MAX);
}

static void later_sources_win(void **state)
{
    struct fixture *f = *state;
    f->in.file_text =
        SV("[server]\ndomain = localhost\nworkers = 2\nname = \"From file\"\nloops = 1\n");
    static const char *const variables[] = { "EFFACE_SERVER_WORKERS=3",
                                             "EFFACE_SERVER_LOOPS=2",
                                             "EFFACE_PORT_8080_TCP=tcp://10.0.0.1:8080",
                                             "EFFACE_DATA=/x",
                                             "HOME=/root",
                                             NULL };
    static const struct sv sets[] = { SV_INIT("server.workers=4"), SV_INIT("peers = loopback"),
                                      SV_INIT("server.description=a=b") };
    f->in.variables = variables;
    f->in.sets = sets;
    f->in.set_count = ARRAY_COUNT(sets);
    assert_ok(conf_load(&f->a, &f->in, &f->conf, &f->report));
    assert_int_equal(conf_i64(&f->conf, CONF_SERVER_WORKERS), 4);
    assert_int_equal(conf_i64(&f->conf, CONF_SERVER_LOOPS), 2);
    assert_sv_lit(conf_sv(&f->conf, CONF_SERVER_NAME), "From file");
    assert_sv_lit(conf_sv(&f->conf, CONF_SERVER_DESCRIPTION), "a=b");
    assert_int_equal(conf_enum(&f->conf, CONF_PEERS), CONF_PEERS_LOOPBACK);
    assert_int_equal(conf_i64(&f->conf, CONF_MEDIA_MAX_BYTES), 16 << 20);
    assert_true(conf_bool(&f->conf, CONF_LIMITS_RATES));
    assert_true(conf_holds_address(&f->conf, CONF_SERVER_TRUSTED_PROXIES, SV("127.0.0.1")));
    assert_false(conf_holds_address(&f->conf, CONF_SERVER_TRUSTED_PROXIES, SV("192.0.2.1")));
    assert_sv_lit(conf_keys_dir(&f->conf, &f->a), "/nowhere/data.keys");
    assert_int_equal(f->conf.values[CONF_SERVER_LOOPS].source, CONF_SOURCE_ENVIRONMENT);
}

static void unknown_names_are_faults_with_a_suggestion(void **state)
{
    struct fixture *f = *state;
    f->in.file_text = SV("server.domain = localhost\n\n[server]\nworker = 3\n");
    expect_problem(
        f, "efface.conf:4: there is no setting server.worker; did you mean server.workers?");
    f->in.file_text = SV("server.domain = localhost\n");
    static const char *const variables[] = { "EFFACE_SERVER_WORKER=3", NULL };
    f->in.variables = variables;
    expect_problem(
        f, "EFFACE_SERVER_WORKER: there is no such setting; did you mean EFFACE_SERVER_WORKERS?");
    f->in.variables = NULL;
    static const struct sv sets[] = { SV_INIT("nothing.of.the.kind=1") };
    f->in.sets = sets;
    f->in.set_count = 1;
    expect_problem(f, "--set: there is no setting nothing.of.the.kind");
}

static void bad_values_are_named_with_what_is_right(void **state)
{
    struct fixture *f = *state;
    f->in.file_text = SV("server.domain = localhost\nserver.workers = 0\n");
    expect_problem(
        f, "efface.conf:2: server.workers must be a whole number from 1 to 1024, not \"0\"");
    f->in.file_text = SV("server.domain = localhost\nregistration = maybe\n");
    expect_problem(f, "registration must be closed, open or approval, not \"maybe\"");
    f->in.file_text = SV("server.domain = localhost\nserver.loops = 1\nserver.loops = 1\n");
    expect_problem(f, "efface.conf:3: server.loops is set a second time");
    f->in.file_text = SV("server.domain = localhost\n[\n");
    expect_problem(f, "efface.conf:2: expected a section");
    f->in.file_text = SV("server.domain = localhost\nserver.name = \"\x1b[2J\"\n");
    expect_problem(f, "control characters");
}

static void all_faults_are_reported(void **state)
{
    struct fixture *f = *state;
    f->in.file_text = SV("a = 1\nb = 2\nserver.workers = x\n");
    assert_err(conf_load(&f->a, &f->in, &f->conf, &f->report), ERR_VALIDATION);
    assert_int_equal(f->report.problems.count, 4); /* and the missing domain */
}

static void secrets_are_not_repeated(void **state)
{
    struct fixture *f = *state;
    static const struct sv sets[] = { SV_INIT("database.url=mysql://me:hunter2@host") };
    f->in.sets = sets;
    f->in.set_count = 1;
    expect_problem(f, "database.url must be sqlite");
    assert_true(sv_find(f->report.problems.items[0], SV("hunter2"), 0) == SIZE_MAX);
    static const struct sv broken[] = { SV_INIT("database.url=postgres://hunter2\x01") };
    f->in.sets = broken;
    expect_problem(f, "database.url must be");
    assert_true(sv_find(f->report.problems.items[0], SV("hunter2"), 0) == SIZE_MAX);
}

static void loopback_peers_need_a_private_domain(void **state)
{
    struct fixture *f = *state;
    f->in.file_text = SV("server.domain = social.example.com\npeers = loopback\n");
    expect_problem(f, "peers = loopback is refused for the public domain social.example.com");
    f->in.file_text = SV("server.domain = https://a.b\n");
    expect_problem(f, "server.domain must be HOST or HOST:PORT");
    f->in.file_text = SV("server.domain = localhost\nserver.listen = example.com:80\n");
    expect_problem(f, "server.listen must be");
}

static void keys_never_lie_in_the_data_folder(void **state)
{
    struct fixture *f = *state;
    const char *folder = harness_temp_folder(&f->a);
    struct sv data = sv_printf(&f->a, "%s/data", folder);
    struct sv link = sv_printf(&f->a, "%s/link", folder);
    assert_int_equal(mkdir(data.ptr, 0700), 0);
    assert_int_equal(symlink(data.ptr, link.ptr), 0);
    f->in.data_dir = data;
    assert_ok(conf_load(&f->a, &f->in, &f->conf, &f->report));
    static const char *const inside[] = { "", "/data", "/data/keys", "/link/keys", "/data/a/b/c" };
    for (size_t i = 0; i < ARRAY_COUNT(inside); i++) {
        struct sv path = sv_printf(&f->a, "%s%s", folder, inside[i]);
        struct sv set = sv_printf(&f->a, "keys.dir=%" SV_FMT, SV_ARG(path));
        f->in.sets = &set;
        f->in.set_count = 1;
        expect_problem(f, "must not lie inside each other");
    }
    harness_remove_tree(folder);
}

static void reads_the_folders_file(void **state)
{
    struct fixture *f = *state;
    const char *folder = harness_temp_folder(&f->a);
    assert_ok(conf_file_load(&f->a, sv_printf(&f->a, "%s//", folder), &f->in));
    assert_sv(f->in.data_dir, sv_from(folder));
    assert_int_equal(f->in.file_text.len, 0);
    FILE *out = fopen(sv_cstr(&f->a, f->in.file_name), "w");
    assert_non_null(out);
    assert_true(fputs("server.domain = localhost\n", out) >= 0);
    assert_int_equal(fclose(out), 0);
    assert_ok(conf_file_load(&f->a, sv_from(folder), &f->in));
    assert_ok(conf_load(&f->a, &f->in, &f->conf, &f->report));
    assert_int_equal(truncate(sv_cstr(&f->a, f->in.file_name), 300 << 10), 0);
    assert_err(conf_file_load(&f->a, sv_from(folder), &f->in), ERR_TOO_LARGE);
    harness_remove_tree(folder);
    assert_err(conf_file_load(&f->a, SV("/dev/null"), &f->in), ERR_IO);
}

static void the_environment_has_one_door(void **state)
{
    UNUSED(state);
    assert_non_null(conf_env_list());
    assert_true(conf_env_find("PATH").len > 0);
    assert_null(conf_env_find("EFFACE_THERE_IS_NO_SUCH_THING").ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(later_sources_win, setup, teardown),
        cmocka_unit_test_setup_teardown(unknown_names_are_faults_with_a_suggestion, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(bad_values_are_named_with_what_is_right, setup, teardown),
        cmocka_unit_test_setup_teardown(all_faults_are_reported, setup, teardown),
        cmocka_unit_test_setup_teardown(secrets_are_not_repeated, setup, teardown),
        cmocka_unit_test_setup_teardown(loopback_peers_need_a_private_domain, setup, teardown),
        cmocka_unit_test_setup_teardown(keys_never_lie_in_the_data_folder, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_the_folders_file, setup, teardown),
        cmocka_unit_test(the_environment_has_one_door),
    };
    return cmocka_run_group_tests_name("conf/load", tests, NULL, NULL);
}
