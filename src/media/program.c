/* Running a foreign program in the cage. */
#include "media/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/num.h"

#include "media/worker.h"

#define FIRST_FREE 16 /* above what the program is given */
#define STARTED_BADLY 2
#define LOOK_MS 200 /* between two looks whether it was cancelled */

static void fd_done(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static void actions_done(posix_spawn_file_actions_t *actions)
{
    (void)posix_spawn_file_actions_destroy(actions);
}

static void attributes_done(posix_spawnattr_t *attributes)
{
    (void)posix_spawnattr_destroy(attributes);
}

/* Copies out of the way, since a number it gets may be one of ours. */
struct files {
    int input;
    int output;
    int text;
};

static void files_done(struct files *f)
{
    fd_done(&f->input);
    fd_done(&f->output);
    fd_done(&f->text);
}

static bool copy(int fd, int *out)
{
    *out = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FREE);
    return fd < 0 || *out >= 0;
}

static bool set_actions(posix_spawn_file_actions_t *a, const struct files *f)
{
    return posix_spawn_file_actions_addopen(a, STDIN_FILENO, "/dev/null", O_RDWR, 0) == 0 &&
           posix_spawn_file_actions_adddup2(a, f->text >= 0 ? f->text : STDIN_FILENO,
                                            STDOUT_FILENO) == 0 &&
           posix_spawn_file_actions_adddup2(a, STDIN_FILENO, STDERR_FILENO) == 0 &&
           posix_spawn_file_actions_adddup2(a, f->input, 3) == 0 &&
           posix_spawn_file_actions_adddup2(a, f->output >= 0 ? f->output : STDIN_FILENO, 4) == 0 &&
           posix_spawn_file_actions_addclosefrom_np(a, 5) == 0;
}

static bool set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    return posix_spawnattr_setsigmask(attributes, &none) == 0 &&
           posix_spawnattr_setsigdefault(attributes, &all) == 0 &&
           posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) ==
               0;
}

static bool start(const char *path, const struct media_program *p, const struct files *f,
                  pid_t *out)
{
    char cpu[32];
    char bytes[32];
    char *argv[PROGRAM_ARGUMENTS_MAX + 5];
    size_t count = 0;
    const char *const head[] = { "efface-media", "--run", cpu, bytes };
    char *const environment[] = { NULL };
    (void)snprintf(cpu, sizeof cpu, "%u", p->cpu_seconds);
    (void)snprintf(bytes, sizeof bytes, "%llu", (unsigned long long)p->file_bytes);
    /* The call takes them as not const, and only reads them. */
    for (size_t i = 0; i < ARRAY_COUNT(head); i++)
        argv[count++] = (char *)(uintptr_t)head[i];
    for (size_t i = 0; p->arguments[i] != NULL; i++) {
        assert(i < PROGRAM_ARGUMENTS_MAX);
        argv[count++] = (char *)(uintptr_t)p->arguments[i];
    }
    argv[count] = NULL;
    CLEANUP(actions_done) posix_spawn_file_actions_t actions;
    CLEANUP(attributes_done) posix_spawnattr_t attributes;
    if (posix_spawn_file_actions_init(&actions) != 0 || posix_spawnattr_init(&attributes) != 0)
        abort(); /* out of memory, as everywhere */
    return set_actions(&actions, f) && set_attributes(&attributes) &&
           posix_spawn(out, path, &actions, &attributes, argv, environment) == 0;
}

static bool is_cancelled(const struct media_program *p)
{
    return p->is_cancelled != NULL && atomic_load(p->is_cancelled);
}

/* ERR_OK when it ended by itself; otherwise it is killed. */
static enum err await_end(pid_t pid, const struct media_program *program)
{
    CLEANUP(fd_done) int fd = pidfd_open(pid, 0);
    struct pollfd p = { .fd = fd, .events = POLLIN };
    int64_t left = program->deadline_ms - clock_monotonic_ms();
    while (fd >= 0 && left > 0 && !is_cancelled(program)) {
        if (poll(&p, 1, (int)num_clamp(left, 1, LOOK_MS)) == 1)
            return ERR_OK;
        left = program->deadline_ms - clock_monotonic_ms();
    }
    (void)kill(pid, SIGKILL);
    return is_cancelled(program) ? ERR_BUSY : ERR_TIMEOUT;
}

enum err media_program_run(const char *helper_path, const struct media_program *program)
{
    char found[MEDIA_HELPER_PATH_BYTES];
    CLEANUP(files_done) struct files files = { -1, -1, -1 };
    pid_t pid = 0;
    if (helper_path == NULL && !media_helper_find(found))
        return ERR_IO;
    if (!copy(program->input, &files.input) || !copy(program->output, &files.output) ||
        !copy(program->text, &files.text) ||
        !start(helper_path == NULL ? found : helper_path, program, &files, &pid))
        return ERR_IO;
    enum err err = await_end(pid, program);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    TRY(err);
    if (WIFEXITED(status) && WEXITSTATUS(status) == STARTED_BADLY)
        return ERR_IO;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? ERR_OK : ERR_VALIDATION;
}
