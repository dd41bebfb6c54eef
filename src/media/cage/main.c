/* efface-media: decodes strangers' pictures where nothing can be reached.
 *
 * The server starts it with one end of a socket pair as descriptor 3. It loads the picture library,
 * shuts the cage around itself, says so, and then answers jobs until the other end closes. It never
 * opens anything after that.
 */
#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/macros.h"
#include "base/num.h"
#include "base/sv.h"

#include "media/cage/cage.h"
#include "media/cage/render.h"
#include "media/cage/self_test.h"
#include "media/wire.h"

#define JOB_DESCRIPTORS 2

struct job_files {
    int input;
    int output;
};

union control {
    char bytes[CMSG_SPACE(JOB_DESCRIPTORS * sizeof(int))];
    struct cmsghdr align;
};

static bool send_message(const void *message, size_t len)
{
    struct iovec part = { (void *)(uintptr_t)message, len };
    const struct msghdr head = { .msg_iov = &part, .msg_iovlen = 1 };
    return sendmsg(WIRE_SOCKET, &head, MSG_NOSIGNAL) == (ssize_t)len;
}

/* The two descriptors of a job; false when the message carried anything else. */
static bool take_files(struct msghdr *head, struct job_files *out)
{
    const struct cmsghdr *c = CMSG_FIRSTHDR(head);
    if (c == NULL || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS ||
        c->cmsg_len != CMSG_LEN(JOB_DESCRIPTORS * sizeof(int)) ||
        (head->msg_flags & (MSG_CTRUNC | MSG_TRUNC)) != 0)
        return false;
    int files[JOB_DESCRIPTORS];
    memcpy(files, CMSG_DATA(c), sizeof files);
    *out = (struct job_files){ files[0], files[1] };
    return true;
}

/* The next job; false at the end of the conversation. */
static bool receive_job(struct wire_job *out, struct job_files *out_files)
{
    struct wire_job raw;
    union control control;
    struct iovec part = { &raw, sizeof raw };
    struct msghdr head = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof control.bytes,
    };
    ssize_t len = recvmsg(WIRE_SOCKET, &head, MSG_CMSG_CLOEXEC);
    return len > 0 && take_files(&head, out_files) &&
           wire_job_parse(sv_make(&raw, (size_t)len), out);
}

/* Processor time, of all threads, after which the kernel ends this process; 0 turns it off. */
static bool set_timer(uint32_t cpu_ms)
{
    const struct itimerval timer = {
        .it_value = { .tv_sec = cpu_ms / 1000, .tv_usec = (suseconds_t)(cpu_ms % 1000) * 1000 },
    };
    return setitimer(ITIMER_PROF, &timer, NULL) == 0;
}

static bool run_job(const struct wire_job *job, const struct job_files *files)
{
    /* A private mapping: kernels before 6.7 refuse a shared one of a file sealed against writing.
     */
    void *input = mmap(NULL, job->input_bytes, PROT_READ, MAP_PRIVATE, files->input, 0);
    void *output =
        mmap(NULL, job->output_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, files->output, 0);
    if (input == MAP_FAILED || output == MAP_FAILED || !set_timer(job->cpu_ms))
        return false;
    struct wire_answer answer;
    render_job(job, sv_make(input, job->input_bytes), output, &answer);
    bool is_clean = set_timer(0) && munmap(input, job->input_bytes) == 0 &&
                    munmap(output, job->output_bytes) == 0 && close(files->input) == 0 &&
                    close(files->output) == 0;
    (void)malloc_trim(0);
    return is_clean && send_message(&answer, sizeof answer);
}

/* Leave by _exit: the libraries' clean-up would ask the kernel for what the filter refuses. */
static _Noreturn void serve(uint32_t landlock_abi)
{
    const struct wire_ready ready = { WIRE_READY, landlock_abi };
    struct wire_job job;
    struct job_files files;
    if (!send_message(&ready, sizeof ready))
        _exit(1);
    while (receive_job(&job, &files)) {
        if (!run_job(&job, &files))
            _exit(1);
    }
    _exit(0);
}

static int refuse(const char *why)
{
    (void)fprintf(stderr, "efface-media: %s\n", why);
    return 2;
}

/* One allocation area: it never asks the kernel about its settings, and gives memory back. */
static bool prepare(void)
{
    return mallopt(M_ARENA_MAX, 1) == 1 && clearenv() == 0 && chdir("/") == 0 &&
           close_range(WIRE_SOCKET + 1, ~0U, 0) == 0;
}

/* The program keeps its input and output, which the server gave this process as PROGRAM_INPUT and PROGRAM_OUTPUT. */
static int run_program(int argc, char **argv)
{
    int64_t cpu_seconds = 0;
    int64_t file_bytes = 0;
    if (argc < 5 || !sv_to_i64_in(sv_from(argv[2]), 1, UINT32_MAX, &cpu_seconds) ||
        !sv_to_i64_in(sv_from(argv[3]), 1, INT64_MAX, &file_bytes))
        return refuse("started by the server, not by hand; see efface-media(8)");
    const struct cage_bounds bounds = { (uint32_t)cpu_seconds, (uint64_t)file_bytes };
    int file = open(argv[4], O_RDONLY | O_CLOEXEC);
    if (file < 0 || dup3(file, CAGE_PROGRAM_FILE, O_CLOEXEC) < 0 ||
        close_range(CAGE_PROGRAM_FILE + 1, ~0U, 0) != 0 || clearenv() != 0 || chdir("/") != 0)
        return refuse("could not open the program");
    if (!cage_enter_program(&bounds))
        return refuse("could not give up privileges");
    cage_run_program(argv + 4);
    return 2;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--run") == 0)
        return run_program(argc, argv);
    bool is_test = argc == 3 && strcmp(argv[1], "--self-test") == 0;
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        (void)printf("efface-media %s\n", EFFACE_VERSION);
        return 0;
    }
    if (is_test && !cage_self_test_exists(sv_from(argv[2])))
        return refuse("no self-test of that name; see efface-media(8)");
    if (!is_test && (argc != 2 || strcmp(argv[1], "--worker") != 0))
        return refuse("started by the server, not by hand; see efface-media(8)");

    uint32_t landlock_abi = 0;
    if (!prepare())
        return refuse("could not prepare the process");
    if (!render_init())
        return refuse("the picture library did not start");
    if (!cage_enter_limits(&landlock_abi))
        return refuse("could not give up privileges");
    if (!render_warm_up())
        return refuse("the picture library cannot read or write its formats");
    if (!is_test && dup2(STDIN_FILENO, STDERR_FILENO) != STDERR_FILENO)
        return refuse("could not leave the terminal");
    if (!cage_enter_filter())
        return refuse("could not load the system call filter");
    if (is_test)
        _exit(cage_self_test(sv_from(argv[2])) ? 0 : 1);
    serve(landlock_abi);
}
