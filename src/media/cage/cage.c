/* The cage.
 *
 * Layers, so that a kernel without one still has the others: the unprivileged user and the limits
 * hold against waste, Landlock takes the file system away, the filter takes away every system call
 * that could reach outside. What stays is memory, threads, time, and messages on descriptors that
 * were handed over.
 *
 * Design note: libvips runs its pipelines on threads, so clone() stays, but only with the flags of
 * a thread; clone3() keeps its flags in memory where a filter cannot see them, so it answers ENOSYS
 * and the C library falls back. No memory may become executable: the libraries' run-time code
 * generator is turned off (main.c).
 */
#include "media/cage/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CAGE_USER 65534u /* nobody */
#define CAGE_MEMORY_BYTES ((rlim_t)1 << 30)
#define CAGE_FILES 16
#define PROGRAM_MEMORY_BYTES ((rlim_t)4 << 30) /* of addresses; threads and libraries take most */
#define PROGRAM_FILES 32
#define PROGRAM_NICE 10
#define SHORT_SECONDS 30 /* somebody waits for what takes no longer */

struct limit {
    __rlimit_resource_t resource;
    rlim_t value;
};

/* The output is written through a mapping, so no file needs to grow. */
static const struct limit limits[] = {
    { RLIMIT_AS, CAGE_MEMORY_BYTES },
    { RLIMIT_FSIZE, 0 },
    { RLIMIT_NOFILE, CAGE_FILES },
    { RLIMIT_CORE, 0 },
};

static bool set_limits(const struct limit *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct rlimit limit = { all[i].value, all[i].value };
        if (setrlimit(all[i].resource, &limit) != 0)
            return false;
    }
    return true;
}

static bool drop_user(void)
{
    if (geteuid() != 0)
        return true;
    return setgroups(0, NULL) == 0 && setresgid(CAGE_USER, CAGE_USER, CAGE_USER) == 0 &&
           setresuid(CAGE_USER, CAGE_USER, CAGE_USER) == 0;
}

/* Programs and libraries. Where the kernel knows no Landlock, file modes are what is left. */
static bool allow_system(int ruleset)
{
    const struct landlock_path_beneath_attr rule = {
        .allowed_access = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE,
        .parent_fd = open("/usr", O_PATH | O_CLOEXEC),
    };
    return rule.parent_fd >= 0 &&
           syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0 &&
           close(rule.parent_fd) == 0;
}

/* Every right over files that this kernel's Landlock can take away, taken away; but those that a program needs to start. */
static bool drop_files(bool is_program, uint32_t *out_abi)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    *out_abi = abi < 0 ? 0 : (uint32_t)abi;
    if (abi < 1)
        return errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM;
    uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
    if (abi >= 2)
        rights |= LANDLOCK_ACCESS_FS_REFER;
    struct landlock_ruleset_attr attr = { .handled_access_fs = rights };
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (ruleset < 0 || (is_program && !allow_system(ruleset)))
        return false;
    long result = syscall(SYS_landlock_restrict_self, ruleset, 0);
    return close(ruleset) == 0 && result == 0;
}

bool cage_enter_limits(uint32_t *out_landlock_abi)
{
    return set_limits(limits, ARRAY_COUNT(limits)) && drop_user() &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 &&
           drop_files(false, out_landlock_abi);
}

/* Allowed with any arguments: they act on this process's own memory, threads, clock and open
 * descriptors. */
static const int plain_calls[] = {
    SCMP_SYS(brk),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(close),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(fstat),
    SCMP_SYS(futex),
    SCMP_SYS(getpid),
    SCMP_SYS(getrandom),
    SCMP_SYS(getrusage),
    SCMP_SYS(gettid),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(madvise),
    SCMP_SYS(mremap),
    SCMP_SYS(munmap),
    SCMP_SYS(recvmsg),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rseq),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sendmsg),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(setitimer),
    SCMP_SYS(sysinfo),
};

static bool allow_plain(scmp_filter_ctx filter)
{
    for (size_t i = 0; i < ARRAY_COUNT(plain_calls); i++) {
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, plain_calls[i], 0) != 0)
            return false;
    }
    return true;
}

/* Memory, but never executable. */
static bool allow_memory(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp not_executable = SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, not_executable) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_executable) == 0;
}

/* Threads of this process and their names, but no processes. */
static bool allow_threads(scmp_filter_ctx filter)
{
    const uint64_t thread_flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
    const struct scmp_arg_cmp is_thread =
        SCMP_A0_64(SCMP_CMP_MASKED_EQ, thread_flags, thread_flags);
    const struct scmp_arg_cmp is_name = SCMP_A0_64(SCMP_CMP_EQ, PR_SET_NAME, 0);
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, is_thread) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, is_name) == 0;
}

bool cage_enter_filter(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (filter == NULL)
        return false;
    bool is_on = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0 && allow_plain(filter) &&
                 allow_memory(filter) && allow_threads(filter) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return is_on;
}

/* Beside the above: files by name, which Landlock and file modes bound, and what loaders and the C library ask at start. */
static const int program_calls[] = {
    SCMP_SYS(access),       SCMP_SYS(arch_prctl),
    SCMP_SYS(clock_getres), SCMP_SYS(dup),
    SCMP_SYS(dup2),         SCMP_SYS(dup3),
    SCMP_SYS(faccessat),    SCMP_SYS(faccessat2),
    SCMP_SYS(fadvise64),    SCMP_SYS(fcntl),
    SCMP_SYS(ftruncate),    SCMP_SYS(getcwd),
    SCMP_SYS(getegid),      SCMP_SYS(geteuid),
    SCMP_SYS(getgid),       SCMP_SYS(getppid),
    SCMP_SYS(getuid),       SCMP_SYS(lseek),
    SCMP_SYS(lstat),        SCMP_SYS(membarrier),
    SCMP_SYS(nanosleep),    SCMP_SYS(newfstatat),
    SCMP_SYS(open),         SCMP_SYS(openat),
    SCMP_SYS(pipe2),        SCMP_SYS(poll),
    SCMP_SYS(ppoll),        SCMP_SYS(pread64),
    SCMP_SYS(pselect6),     SCMP_SYS(pwrite64),
    SCMP_SYS(read),         SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),   SCMP_SYS(readv),
    SCMP_SYS(rt_sigaction), SCMP_SYS(sched_setaffinity),
    SCMP_SYS(select),       SCMP_SYS(set_tid_address),
    SCMP_SYS(sigaltstack),  SCMP_SYS(stat),
    SCMP_SYS(statx),        SCMP_SYS(time),
    SCMP_SYS(times),        SCMP_SYS(uname),
    SCMP_SYS(write),        SCMP_SYS(writev),
};

static bool allow_program(scmp_filter_ctx filter)
{
    const uint64_t both = PROT_WRITE | PROT_EXEC;
    for (size_t i = 0; i < ARRAY_COUNT(program_calls); i++) {
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, program_calls[i], 0) != 0)
            return false;
    }
    /* Libraries are mapped to be run, but not what was written. Of its limits a process reads its own. */
    const struct scmp_arg_cmp is_code = SCMP_A2_64(SCMP_CMP_MASKED_EQ, both, PROT_EXEC);
    const struct scmp_arg_cmp is_own = SCMP_A0_64(SCMP_CMP_EQ, 0);
    const struct scmp_arg_cmp is_read = SCMP_A2_64(SCMP_CMP_EQ, 0);
    const struct scmp_arg_cmp is_ours = SCMP_A0_64(SCMP_CMP_EQ, CAGE_PROGRAM_FILE);
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, is_code) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, is_own, is_read) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(execveat), 1, is_ours) == 0;
}

bool cage_enter_program(const struct cage_bounds *bounds)
{
    const struct limit own[] = {
        { RLIMIT_AS, PROGRAM_MEMORY_BYTES },
        { RLIMIT_FSIZE, bounds->file_bytes },
        { RLIMIT_CPU, bounds->cpu_seconds },
        { RLIMIT_NOFILE, PROGRAM_FILES },
        { RLIMIT_CORE, 0 },
    };
    uint32_t abi = 0;
    bool is_short = bounds->cpu_seconds <= SHORT_SECONDS;
    if ((!is_short && nice(PROGRAM_NICE) == -1) || !set_limits(own, ARRAY_COUNT(own)) ||
        !drop_user() || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !drop_files(true, &abi))
        return false;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter == NULL)
        return false;
    bool is_on = allow_plain(filter) && allow_memory(filter) && allow_threads(filter) &&
                 allow_program(filter) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return is_on;
}

void cage_run_program(char *const argv[])
{
    char *const environment[] = { NULL };
    (void)syscall(SYS_execveat, CAGE_PROGRAM_FILE, "", argv, environment, AT_EMPTY_PATH);
}
