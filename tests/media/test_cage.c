/* media/cage: with the cage shut, each forbidden thing is tried and kills the helper. The helper
 * under test is the one that ships, without sanitizers, also where the rest is built with them.
 */
#include "harness/harness.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include "media/helper.h"

/* Wait status of the helper run with the arguments, its output thrown away. */
static int run(const char *flag, const char *name)
{
    char path[HELPER_PATH_BYTES];
    helper_path(path);
    char flag_copy[64], name_copy[64];
    (void)snprintf(flag_copy, sizeof flag_copy, "%s", flag);
    (void)snprintf(name_copy, sizeof name_copy, "%s", name == NULL ? "" : name);
    char *argv[] = { path, flag_copy, name == NULL ? NULL : name_copy, NULL };
    char *environment[] = { NULL };
    posix_spawn_file_actions_t actions;
    assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
    assert_int_equal(posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_RDWR, 0), 0);
    assert_int_equal(posix_spawn_file_actions_adddup2(&actions, 1, 2), 0);
    pid_t pid;
    assert_int_equal(posix_spawn(&pid, path, &actions, NULL, argv, environment), 0);
    (void)posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    return status;
}

static void kills(const char *name, int signal)
{
    int status = run("--self-test", name);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), signal);
}

static void opens_nothing(void **state)
{
    (void)state;
    kills("open", SIGSYS);
    kills("write", SIGSYS);
}

static void talks_to_nobody(void **state)
{
    (void)state;
    kills("socket", SIGSYS);
    kills("connect", SIGSYS);
}

static void starts_nothing(void **state)
{
    (void)state;
    kills("exec", SIGSYS);
    kills("fork", SIGSYS);
    kills("executable", SIGSYS);
}

static void wastes_nothing(void **state)
{
    (void)state;
    kills("spin", SIGPROF);
    int status = run("--self-test", "memory");
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void refuses_wrong_use(void **state)
{
    (void)state;
    int status = run("--self-test", "nonsense");
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
    status = run("picture.jpg", NULL);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
    /* As a worker, but without a server at the other end. */
    status = run("--worker", NULL);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_nothing),     cmocka_unit_test(talks_to_nobody),
        cmocka_unit_test(starts_nothing),    cmocka_unit_test(wastes_nothing),
        cmocka_unit_test(refuses_wrong_use),
    };
    return cmocka_run_group_tests_name("media/cage", tests, NULL, NULL);
}
