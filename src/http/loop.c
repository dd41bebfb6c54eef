/* One event loop. See README.md for the traps of the library that shape it. */
#include "http/loop.h"

#include <errno.h>
#include <microhttpd.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/heap.h"
#include "base/log.h"
#include "base/num.h"
#include "http/daemon.h"
#include "http/sse.h"
#include "http/state.h"
#include "http/websocket.h"

#define SWEEP_MAX_MS 500
#define SWEEP_MIN_MS 50
/* A kept connection without request gets this long at the stop: its client may have just sent one.
 */
#define DRAIN_IDLE_MS 250
/* Of the kernel's scheduling. */
#define TURN_NS UINT64_C(200000)
/* Each may hold 64 KiB. */
#define FREE_EXCHANGES_MAX 128

/* In a turn. */
#define EVENTS_MAX 64

/* What an event carries: the library's nothing, the eventfd's the loop, a WebSocket's the socket. */
static bool epoll_watch(int epoll_fd, int fd, struct loop *loop)
{
    struct epoll_event event = { .events = EPOLLIN, .data = { .ptr = loop } };
    return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

enum err loop_init(struct loop *loop, struct http_server *server, int listen_fd, size_t pool_bytes)
{
    loop->server = server;
    loop->listen_fd = listen_fd;
    loop->now_ms = clock_monotonic_ms();
    (void)pthread_mutex_init(&loop->lock, NULL);
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    loop->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    loop->daemon = daemon_new(loop, listen_fd, pool_bytes);
    if (loop->epoll_fd < 0 || loop->event_fd < 0 || loop->daemon == NULL)
        return ERR_IO;
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    bool is_watching = info != NULL && epoll_watch(loop->epoll_fd, info->listen_fd, NULL) &&
                       epoll_watch(loop->epoll_fd, loop->event_fd, loop);
    return is_watching ? ERR_OK : ERR_IO;
}

void loop_done(struct loop *loop)
{
    if (loop->server == NULL)
        return;
    if (loop->daemon != NULL)
        MHD_stop_daemon(loop->daemon);
    else if (loop->listen_fd >= 0)
        (void)close(loop->listen_fd);
    while (loop->free_list != NULL) {
        struct exchange *ex = loop->free_list;
        loop->free_list = ex->next;
        arena_done(&ex->arena);
        heap_free(ex);
    }
    if (loop->epoll_fd >= 0)
        (void)close(loop->epoll_fd);
    if (loop->event_fd >= 0)
        (void)close(loop->event_fd);
    (void)pthread_mutex_destroy(&loop->lock);
}

void loop_wake(struct loop *loop)
{
    uint64_t one = 1;
    ssize_t written = write(loop->event_fd, &one, sizeof one);
    UNUSED(written); /* full means awake */
}

void loop_resume(struct exchange *ex)
{
    struct loop *loop = ex->loop;
    (void)pthread_mutex_lock(&loop->lock);
    bool was_empty = loop->resume_first == NULL;
    ex->next = NULL;
    if (was_empty)
        loop->resume_first = ex;
    else
        loop->resume_last->next = ex;
    loop->resume_last = ex;
    (void)pthread_mutex_unlock(&loop->lock);
    /* Once per batch: whoever finds the queue filled knows that the loop has been told. */
    if (was_empty)
        loop_wake(loop);
}

/* Resume what was handed back. The library must be run afterwards, always. */
static void resume_all(struct loop *loop)
{
    (void)pthread_mutex_lock(&loop->lock);
    struct exchange *ex = loop->resume_first;
    loop->resume_first = NULL;
    loop->resume_last = NULL;
    (void)pthread_mutex_unlock(&loop->lock);
    while (ex != NULL) {
        struct exchange *next = ex->next;
        ex->next = NULL;
        loop->suspended_count -= ex->phase == EXCHANGE_READY || ex->phase == EXCHANGE_ADMITTED;
        MHD_resume_connection(ex->mhd);
        ex = next;
    }
}

struct exchange *loop_exchange_take(struct loop *loop)
{
    struct exchange *ex = loop->free_list;
    if (ex == NULL) {
        ex = heap_new(sizeof *ex);
        arena_init(&ex->arena, loop->server->config.arena_max_bytes);
        ex->loop = loop;
        return ex;
    }
    loop->free_list = ex->next;
    loop->free_count--;
    ex->next = NULL;
    return ex;
}

void loop_exchange_give(struct exchange *ex)
{
    struct loop *loop = ex->loop;
    if (loop->free_count == FREE_EXCHANGES_MAX) {
        arena_done(&ex->arena);
        heap_free(ex);
        return;
    }
    arena_reset(&ex->arena);
    memset((char *)ex + offsetof(struct exchange, ctx), 0,
           sizeof *ex - offsetof(struct exchange, ctx));
    ex->next = loop->free_list;
    loop->free_list = ex;
    loop->free_count++;
}

/* Cut connections past their deadline. Only shutdown: the descriptor is the library's. */
static void conns_sweep(struct loop *loop)
{
    for (struct conn *conn = loop->conns; conn != NULL; conn = conn->next) {
        bool is_late = conn->deadline_ms != 0 && conn->deadline_ms <= loop->now_ms;
        bool is_unused = loop->is_draining && conn->idle_since_ms != 0 &&
                         loop->now_ms - conn->idle_since_ms >= DRAIN_IDLE_MS;
        if (!is_late && !is_unused)
            continue;
        conn->deadline_ms = 0;
        /* At the stop a request that is on its way is still read and answered. */
        (void)shutdown(conn->fd, is_late ? SHUT_RDWR : SHUT_RD);
    }
}

/* Often enough that no heartbeat is late by much. */
static int64_t sweep_period_ms(const struct loop *loop)
{
    const struct http_config *config = &loop->server->config;
    int64_t beat_ms =
        config->heartbeat_ms < config->ping_ms ? config->heartbeat_ms : config->ping_ms;
    return loop->is_draining ? SWEEP_MIN_MS : num_clamp(beat_ms / 4, SWEEP_MIN_MS, SWEEP_MAX_MS);
}

static void sweep(struct loop *loop)
{
    if (loop->now_ms - loop->swept_ms < sweep_period_ms(loop))
        return;
    loop->swept_ms = loop->now_ms;
    conns_sweep(loop);
    sse_beat(loop, loop->now_ms);
    websocket_beat(loop, loop->now_ms);
}

/* How long the loop may sleep: until the library's next timeout or our next sweep. */
static int wait_ms(struct loop *loop)
{
    int64_t wait = -1;
    if (loop->conns != NULL || loop->websockets != NULL || loop->is_draining) {
        int64_t period = sweep_period_ms(loop);
        wait = num_clamp(loop->swept_ms + period - clock_monotonic_ms(), 0, period);
    }
    MHD_UNSIGNED_LONG_LONG library_ms;
    if (MHD_get_timeout(loop->daemon, &library_ms) == MHD_YES &&
        (wait < 0 || library_ms < (MHD_UNSIGNED_LONG_LONG)wait))
        wait = (int64_t)library_ms;
    return (int)wait;
}

static void drain_begin(struct loop *loop)
{
    loop->is_draining = true;
    loop->drain_until_ms = loop->now_ms + loop->server->stop_limit_ms;
    /* Take in what already waits on the listening socket: with SO_REUSEPORT nobody else would. */
    (void)MHD_run(loop->daemon);
    int fd = MHD_quiesce_daemon(loop->daemon);
    if (fd >= 0)
        (void)close(fd);
    loop->listen_fd = -1;
    sse_close_all(loop);
    websocket_close_all(loop);
}

static bool is_drained(const struct loop *loop)
{
    if (loop->suspended_count > 0)
        return false;
    bool is_empty = loop->conns == NULL && loop->websockets == NULL;
    return is_empty || loop->now_ms >= loop->drain_until_ms;
}

static void library_run(struct loop *loop)
{
    do {
        loop->must_run_again = false;
        (void)MHD_run(loop->daemon);
    } while (loop->must_run_again);
}

/* A socket is named once in a turn, and ends here or in the sweep: it is not gone already. */
static void event_take(struct loop *loop, const struct epoll_event *event)
{
    uint64_t ignored;
    if (event->data.ptr == loop && read(loop->event_fd, &ignored, sizeof ignored) < 0)
        log_debug("eventfd: errno %d", errno);
    if (event->data.ptr != NULL && event->data.ptr != loop)
        websocket_ready(event->data.ptr, event->events);
}

static void turn(struct loop *loop)
{
    struct epoll_event events[EVENTS_MAX];
    int count = epoll_wait(loop->epoll_fd, events, ARRAY_COUNT(events), wait_ms(loop));
    loop->now_ms = clock_monotonic_ms();
    for (int i = 0; i < count; i++)
        event_take(loop, &events[i]);
    resume_all(loop);
    library_run(loop);
    sweep(loop);
}

/* struct sched_attr of the kernel, in its first version; the library has no name for it. */
struct turn {
    uint32_t size;
    uint32_t policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime_ns;
    uint64_t deadline_ns;
    uint64_t period_ns;
};

/* Ask the kernel for short turns, which come at once: a loop works for microseconds at a time, and threads that work on and
 * on (an erasure, deliveries) would else keep it waiting for milliseconds where processors are few. Measured with both
 * processors busy: p99 of a cached answer 11 ms without, 0.6 ms with it. Linux before 6.12 takes no notice.
 * Spec: sched_setattr(2); EEVDF's slice, kernel/sched/syscalls.c */
static void turns_shorten(void)
{
    struct turn turn = { .size = sizeof turn };
    _Static_assert(sizeof turn == 48, "SCHED_ATTR_SIZE_VER0");
    if (syscall(SYS_sched_getattr, 0, &turn, sizeof turn, 0) != 0 || turn.policy != SCHED_OTHER)
        return;
    turn.runtime_ns = TURN_NS;
    if (syscall(SYS_sched_setattr, 0, &turn, 0) != 0)
        log_debug("sched_setattr: errno %d", errno);
}

static void *loop_main(void *arg)
{
    struct loop *loop = arg;
    turns_shorten();
    while (!loop->is_draining || !is_drained(loop)) {
        turn(loop);
        bool is_stopping = atomic_load(&loop->server->is_stopping);
        if (is_stopping && !loop->is_draining)
            drain_begin(loop);
    }
    /* Streams that slept past the limit: the library wants every connection resumed. */
    sse_close_all(loop);
    websocket_drop_all(loop);
    resume_all(loop);
    library_run(loop);
    websocket_drop_all(loop);
    MHD_stop_daemon(loop->daemon);
    loop->daemon = NULL;
    return NULL;
}

enum err loop_start(struct loop *loop)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, &before);
    loop->has_thread = pthread_create(&loop->thread, NULL, loop_main, loop) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return loop->has_thread ? ERR_OK : ERR_IO;
}

void loop_join(struct loop *loop)
{
    if (loop->has_thread)
        (void)pthread_join(loop->thread, NULL);
    loop->has_thread = false;
}
