/* Starting and talking to one helper process.
 *
 * The child gets an empty environment, default signals, /dev/null, our standard error until its
 * cage is shut, and one socket; every other descriptor is closed before it runs. PR_SET_PDEATHSIG
 * is not used: it follows the thread that started the child, not the process. A helper whose server
 * dies reads the end of the socket and leaves.
 */
#include "media/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/num.h"

#define HELPER_NAME "efface-media"
#define END_WAIT_MS 1000 /* from the end of the conversation to the end of the process */

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

bool media_helper_find(char out[MEDIA_HELPER_PATH_BYTES])
{
    static const char *const places[] = { "", "media/" };
    char self[MEDIA_HELPER_PATH_BYTES];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self);
    if (len <= 0 || (size_t)len >= sizeof self)
        return false;
    while (len > 0 && self[len - 1] != '/')
        len--;
    for (size_t i = 0; i < ARRAY_COUNT(places); i++) {
        int used =
            snprintf(out, MEDIA_HELPER_PATH_BYTES, "%.*s%s" HELPER_NAME, (int)len, self, places[i]);
        if (used > 0 && used < MEDIA_HELPER_PATH_BYTES && access(out, X_OK) == 0)
            return true;
    }
    return false;
}

/* The child's end becomes its descriptor 3, whatever number it has here; nothing above it stays
 * open. */
static bool set_actions(posix_spawn_file_actions_t *actions, int socket)
{
    return posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDWR, 0) == 0 &&
           posix_spawn_file_actions_adddup2(actions, STDIN_FILENO, STDOUT_FILENO) == 0 &&
           posix_spawn_file_actions_adddup2(actions, socket, WIRE_SOCKET) == 0 &&
           posix_spawn_file_actions_addclosefrom_np(actions, WIRE_SOCKET + 1) == 0;
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

static bool spawn_helper(const char *path, int socket, pid_t *out)
{
    static char name[] = HELPER_NAME;
    static char flag[] = "--worker";
    char *const argv[] = { name, flag, NULL };
    char *const environment[] = { NULL };
    CLEANUP(actions_done) posix_spawn_file_actions_t actions;
    CLEANUP(attributes_done) posix_spawnattr_t attributes;
    if (posix_spawn_file_actions_init(&actions) != 0)
        abort(); /* out of memory, as everywhere */
    if (posix_spawnattr_init(&attributes) != 0)
        abort();
    return set_actions(&actions, socket) && set_attributes(&attributes) &&
           posix_spawn(out, path, &actions, &attributes, argv, environment) == 0;
}

/* One message of at most `cap` bytes; ERR_IO at the end of the conversation. */
static enum err receive(int socket, int64_t deadline_ms, void *out, size_t cap, size_t *out_len)
{
    for (;;) {
        int64_t left = deadline_ms - clock_monotonic_ms();
        if (left <= 0)
            return ERR_TIMEOUT;
        struct pollfd p = { .fd = socket, .events = POLLIN };
        int ready = poll(&p, 1, (int)num_clamp(left, 1, 60000));
        if (ready == 0 || (ready < 0 && errno == EINTR))
            continue;
        if (ready < 0)
            return ERR_IO;
        ssize_t len = recv(socket, out, cap, MSG_DONTWAIT | MSG_TRUNC);
        if (len < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (len <= 0)
            return ERR_IO;
        *out_len = (size_t)len; /* the message's true size: more than `cap` fits no struct */
        return ERR_OK;
    }
}

static enum err await_ready(int socket, int64_t deadline_ms)
{
    struct wire_ready ready;
    size_t len = 0;
    TRY(receive(socket, deadline_ms, &ready, sizeof ready, &len));
    return len == sizeof ready && ready.magic == WIRE_READY ? ERR_OK : ERR_IO;
}

enum err media_worker_start(const char *path, int64_t deadline_ms, struct media_worker *out)
{
    char found[MEDIA_HELPER_PATH_BYTES];
    if (path == NULL && !media_helper_find(found))
        return ERR_IO;
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return ERR_IO;
    CLEANUP(fd_done) int theirs = pair[1];
    struct media_worker w = { .socket = pair[0] };
    if (!spawn_helper(path == NULL ? found : path, theirs, &w.pid)) {
        (void)close(w.socket);
        return ERR_IO;
    }
    /* Our copy of its end goes first, so that its death is seen as the end of the conversation. */
    (void)close(theirs);
    theirs = -1;
    enum err err = await_ready(w.socket, deadline_ms);
    if (err != ERR_OK) {
        media_worker_stop(&w);
        return err;
    }
    *out = w;
    return ERR_OK;
}

void media_worker_stop(struct media_worker *w)
{
    if (w->pid == 0)
        return;
    (void)close(w->socket);
    (void)kill(w->pid, SIGKILL);
    while (waitpid(w->pid, NULL, 0) < 0 && errno == EINTR) {
    }
    *w = (struct media_worker){ 0 };
}

static bool send_job(int socket, const struct wire_job *job, int input, int output)
{
    const int files[2] = { input, output };

    union {
        char bytes[CMSG_SPACE(sizeof files)];
        struct cmsghdr align;
    } control = { { 0 } };
    struct iovec part = { (void *)(uintptr_t)job, sizeof *job };
    struct msghdr head = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes,
    };
    struct cmsghdr *c = CMSG_FIRSTHDR(&head);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof files);
    memcpy(CMSG_DATA(c), files, sizeof files);
    return sendmsg(socket, &head, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)sizeof *job;
}

/* A picture makes a helper end by other signals than those that people and the kernel send. One that only stopped talking
 * is not waited for. */
static bool was_killed(pid_t pid)
{
    CLEANUP(fd_done) int fd = pidfd_open(pid, 0);
    struct pollfd p = { .fd = fd, .events = POLLIN };
    siginfo_t info = { 0 };
    if (fd < 0 || poll(&p, 1, END_WAIT_MS) != 1 ||
        waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) != 0)
        return false;
    return info.si_code == CLD_KILLED && (info.si_status == SIGKILL || info.si_status == SIGTERM);
}

enum err media_worker_run(const struct media_worker *w, const struct wire_job *job, int input,
                          int output, int64_t deadline_ms, struct wire_answer *out)
{
    assert(w->pid != 0);
    if (!send_job(w->socket, job, input, output))
        return ERR_IO;
    struct wire_answer raw;
    size_t len = 0;
    enum err err = receive(w->socket, deadline_ms, &raw, sizeof raw, &len);
    if (err == ERR_TIMEOUT)
        return err;
    if (err != ERR_OK && was_killed(w->pid))
        return ERR_IO;
    if (err != ERR_OK || !wire_answer_parse(sv_make(&raw, len <= sizeof raw ? len : 0), job, out))
        return ERR_VALIDATION;
    return ERR_OK;
}

size_t media_worker_memory(const struct media_worker *w)
{
    char path[64];
    char text[128];
    (void)snprintf(path, sizeof path, "/proc/%d/statm", (int)w->pid);
    CLEANUP(fd_done) int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t len = fd < 0 ? 0 : read(fd, text, sizeof text);
    struct sv rest = sv_make(text, len > 0 ? (size_t)len : 0);
    struct sv word;
    int64_t pages = 0;
    bool is_read =
        sv_split(&rest, ' ', &word) && sv_split(&rest, ' ', &word) && sv_to_i64(word, &pages);
    return is_read && pages > 0 ? (size_t)pages * (size_t)sysconf(_SC_PAGESIZE) : 0;
}
