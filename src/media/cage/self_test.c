/* Self-test of the cage, so that an operator (and the test-suite) can see on this very kernel that
 * it holds: `efface-media --self-test open` must die by SIGSYS.
 */
#include "media/cage/self_test.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "media/cage/cage.h"
#include "media/wire.h"

/* Each answers true when it succeeded in what must not be possible. */

static bool try_open(void)
{
    return open("/", O_RDONLY | O_CLOEXEC) >= 0;
}

static bool try_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
}

static bool try_connect(void)
{
    const struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "/nowhere" };
    return connect(WIRE_SOCKET, (const struct sockaddr *)&address, sizeof address) == 0;
}

static bool try_exec(void)
{
    char *const argv[] = { NULL };
    return execve("/bin/true", argv, argv) == 0;
}

static bool try_fork(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static bool try_write(void)
{
    return write(STDOUT_FILENO, "x", 1) == 1;
}

static bool try_executable(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) != MAP_FAILED;
}

/* Refused by the limit, not by the filter. */
static bool try_memory(void)
{
    return mmap(NULL, (size_t)2 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) != MAP_FAILED;
}

/* A tenth of a second of processor time, then the timer of a job kills. */
static bool try_spin(void)
{
    const struct itimerval timer = { .it_value = { .tv_usec = 100000 } };
    if (setitimer(ITIMER_PROF, &timer, NULL) != 0)
        return true;
    for (volatile uint64_t i = 0; i < UINT64_C(20000000000); i++) {
    }
    return true;
}

struct attempt {
    struct sv name;
    bool (*run)(void);
};

static const struct attempt attempts[] = {
    { SV_INIT("open"), try_open },
    { SV_INIT("socket"), try_socket },
    { SV_INIT("connect"), try_connect },
    { SV_INIT("exec"), try_exec },
    { SV_INIT("fork"), try_fork },
    { SV_INIT("write"), try_write },
    { SV_INIT("executable"), try_executable },
    { SV_INIT("memory"), try_memory },
    { SV_INIT("spin"), try_spin },
};

bool cage_self_test_exists(struct sv name)
{
    for (size_t i = 0; i < ARRAY_COUNT(attempts); i++) {
        if (sv_eq(attempts[i].name, name))
            return true;
    }
    return false;
}

bool cage_self_test(struct sv name)
{
    for (size_t i = 0; i < ARRAY_COUNT(attempts); i++) {
        if (sv_eq(attempts[i].name, name))
            return !attempts[i].run();
    }
    return false;
}
