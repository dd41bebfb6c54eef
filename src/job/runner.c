/* Runner: claims jobs and works them. */
#include "job/runner.h"

#include <pthread.h>

#include "base/clock.h"
#include "base/heap.h"
#include "base/log.h"
#include "db/db.h"
#include "job/kinds.h"

#define CLAIM_COUNT 64
#define IDLE_MS (5 * MS_PER_SECOND)
/* How many jobs went is written at once, when nothing more waits or at the latest after this many or this long: a commit a
 * job costs more than most jobs. */
#define RECORD_COUNT 32
#define RECORD_US INT64_C(100000)
#define UNRECORDED_MS (MS_PER_SECOND / 2)

struct queued {
    struct queued *next;
    struct job job;
};

/* How a job went. */
struct outcome {
    struct job job;
    int64_t began_us;
    int64_t retry_in_ms; /* −1: delete */
};

/* Worked and not yet recorded. */
struct outcomes {
    struct outcome rows[RECORD_COUNT];
    size_t count;
};

struct worker {
    struct job_runner *runner;
    pthread_t thread;
    struct queued *first; /* with last: guarded by the runner's lock */
    struct queued *last;
    struct outcomes done; /* the thread's own */
};

struct job_runner {
    struct job_runner_options options;
    pthread_mutex_t lock;   /* of everything below */
    pthread_cond_t changed; /* the claimer waits for it */
    pthread_cond_t dealt;   /* the workers do */
    pthread_cond_t stopped; /* who runs the periodic jobs does */
    pthread_t claimer;
    pthread_t periodic;     /* a sweep may take long, and nothing is to wait for it */
    struct worker *workers; /* those of all, and behind them the one of films, which take minutes */
    int worker_count;
    size_t waiting; /* jobs dealt out and not yet finished, but those of films */
    bool is_woken;
    bool is_stopping;
    int64_t next_period_ms[JOB_KIND_COUNT];
    uint32_t jitter;
};

static enum err record(struct ctx *ctx, void *arg)
{
    const struct outcomes *done = arg;
    for (size_t i = 0; i < done->count; i++) {
        const struct outcome *o = &done->rows[i];
        if (o->retry_in_ms < 0)
            TRY(store_job_delete(ctx, &o->job));
        else
            TRY(store_job_retry(ctx, o->job.id, ctx->now_ms + o->retry_in_ms));
    }
    return ERR_OK;
}

static void log_job(const struct job_kind_row *row, int64_t attempt, int64_t began_us, enum err err,
                    const struct ctx *ctx)
{
    struct log_line line;
    /* What others sent may fail as often as they like. */
    bool is_ours = row->attempts == JOB_NEVER_GIVEN_UP || err_row(err)->retry == ERR_RETRY_BUG;
    log_begin(&line, err != ERR_OK && is_ours ? LOG_JOB_FAILED : LOG_JOB);
    log_sv(&line, "kind", sv_from(row->name));
    log_i64(&line, "attempt", attempt);
    log_i64(&line, "duration_us", clock_monotonic_us() - began_us);
    log_sv(&line, "err", sv_from(err_row(err)->name));
    if (err != ERR_OK)
        log_sv(&line, "detail", sv_from(ctx->error.detail));
    log_end(&line);
}

static struct ctx ctx_begin(const struct job_runner_options *o, struct arena *arena)
{
    arena_init(arena, o->arena_bytes);
    struct ctx ctx = { .arena = arena, .now_ms = clock_now_ms() };
    o->setup(o->arg, &ctx);
    return ctx;
}

static void ctx_end(const struct job_runner_options *o, struct ctx *ctx)
{
    o->finish(o->arg, ctx);
    arena_done(ctx->arena);
}

/* What is not recorded stays in `done`; and claimed, so that it runs again after a restart. */
static enum err outcomes_record(const struct job_runner_options *o, struct outcomes *done)
{
    if (done->count == 0)
        return ERR_OK;
    struct arena arena;
    struct ctx ctx = ctx_begin(o, &arena);
    enum err err = db_write(&ctx, record, done);
    for (size_t i = 0; i < done->count && err != ERR_OK; i++) {
        const struct outcome *row = &done->rows[i];
        log_job(job_kind_row(row->job.kind), row->job.attempts, row->began_us, err, &ctx);
    }
    ctx_end(o, &ctx);
    if (err == ERR_OK)
        done->count = 0;
    return err;
}

/* A moment from now, for timed waits. */
static struct timespec deadline(int64_t wait_ms)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += wait_ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    return until;
}

/* False when the runner stops first. */
static bool pause_for(struct job_runner *r, int64_t wait_ms)
{
    struct timespec until = deadline(wait_ms);
    (void)pthread_mutex_lock(&r->lock);
    int late = 0;
    while (!r->is_stopping && late == 0)
        late = pthread_cond_timedwait(&r->dealt, &r->lock, &until);
    bool goes_on = !r->is_stopping;
    (void)pthread_mutex_unlock(&r->lock);
    return goes_on;
}

/* A store that is full or away comes back; until then nothing else of this worker could be recorded either. */
static void outcomes_keep(struct job_runner *r, struct outcomes *done)
{
    int64_t wait_ms = UNRECORDED_MS;
    while (outcomes_record(&r->options, done) != ERR_OK && pause_for(r, wait_ms))
        wait_ms = wait_ms * 2 < MS_PER_MINUTE ? wait_ms * 2 : MS_PER_MINUTE;
}

/* Only activities come in crowds; other jobs may take long, and an erasure should find behind it what was finished before
 * it. */
static bool is_to_record_before(const struct outcomes *done, const struct job *job)
{
    return done->count == RECORD_COUNT || job->kind != JOB_INGEST_ACTIVITY;
}

/* Run the handler; how it went waits in `done` to be recorded. */
static void run_one(const struct job_runner_options *o, const struct job *job, uint32_t jitter,
                    struct outcomes *done)
{
    assert(done->count < RECORD_COUNT);
    struct arena arena;
    struct ctx ctx = ctx_begin(o, &arena);
    int64_t began_us = clock_monotonic_us();
    enum err err = o->handlers[job->kind](&ctx, job);
    if (err == ERR_OK && arena_is_over(&arena))
        err = fail(&ctx, ERR_LIMIT, "job over its memory");
    log_job(job_kind_row(job->kind), job->attempts, began_us, err, &ctx);
    ctx_end(o, &ctx);
    int64_t retry_in_ms =
        err == ERR_OK ? -1 : job_backoff_ms(job->kind, err, job->attempts, jitter);
    done->rows[done->count++] = (struct outcome){ *job, began_us, retry_in_ms };
}

/* The worker's next job; false when it is to stop. */
static bool job_take(struct worker *w, struct job *out, uint32_t *out_jitter, bool *out_is_last)
{
    struct job_runner *r = w->runner;
    (void)pthread_mutex_lock(&r->lock);
    while (w->first == NULL && !r->is_stopping)
        (void)pthread_cond_wait(&r->dealt, &r->lock);
    struct queued *q = r->is_stopping ? NULL : w->first;
    if (q != NULL) {
        w->first = q->next;
        if (w->first == NULL)
            w->last = NULL;
        *out = q->job;
        *out_is_last = w->first == NULL;
        *out_jitter = (r->jitter = r->jitter * 1664525 + 1013904223) >> 16;
    }
    (void)pthread_mutex_unlock(&r->lock);
    heap_free(q);
    return q != NULL;
}

static void job_finish(struct job_runner *r, const struct job *job)
{
    (void)pthread_mutex_lock(&r->lock);
    if (!job_kind_is_slow(job->kind) && --r->waiting == CLAIM_COUNT)
        (void)pthread_cond_signal(&r->changed);
    (void)pthread_mutex_unlock(&r->lock);
}

static void *worker_main(void *arg)
{
    struct worker *w = arg;
    struct job_runner *r = w->runner;
    struct job job;
    uint32_t jitter = 0;
    bool is_last = false;
    while (job_take(w, &job, &jitter, &is_last)) {
        if (is_to_record_before(&w->done, &job))
            outcomes_keep(r, &w->done);
        if (w->done.count == RECORD_COUNT)
            break;
        run_one(&r->options, &job, jitter, &w->done);
        if (is_last || clock_monotonic_us() - w->done.rows[0].began_us > RECORD_US)
            outcomes_keep(r, &w->done);
        job_finish(r, &job);
    }
    outcomes_keep(r, &w->done);
    return NULL;
}

/* The same owner, the same worker. */
static struct worker *worker_of(struct job_runner *r, const struct job *job)
{
    if (job_kind_is_slow(job->kind))
        return &r->workers[r->options.thread_count];
    uint64_t key = (uint64_t)(job->owner.v != 0 ? job->owner.v : job->subject);
    return &r->workers[(key * UINT64_C(0x9E3779B97F4A7C15) >> 33) %
                       (uint64_t)r->options.thread_count];
}

static void deal(struct job_runner *r, const struct job *jobs, size_t count)
{
    (void)pthread_mutex_lock(&r->lock);
    for (size_t i = 0; i < count; i++) {
        struct queued *q = heap_new(sizeof *q);
        q->job = jobs[i];
        struct worker *w = worker_of(r, &jobs[i]);
        if (w->last != NULL)
            w->last->next = q;
        else
            w->first = q;
        w->last = q;
        r->waiting += !job_kind_is_slow(jobs[i].kind);
    }
    (void)pthread_cond_broadcast(&r->dealt);
    (void)pthread_mutex_unlock(&r->lock);
}

struct claim {
    struct job *jobs;
    size_t count;
};

static enum err claim(struct ctx *ctx, void *arg)
{
    struct claim *c = arg;
    return store_job_claim(ctx, CLAIM_COUNT, &c->jobs, &c->count);
}

/* Claim only when something is due, so that an idle server writes nothing. */
static enum err claim_due(struct ctx *ctx, struct claim *out, int64_t *out_next_ms)
{
    *out = (struct claim){ 0 };
    TRY(store_job_next(ctx, out_next_ms));
    if (*out_next_ms > ctx->now_ms)
        return ERR_OK;
    return db_write(ctx, claim, out);
}

/* Those that are due; how long to wait until the next is. */
static int64_t run_periodic(struct job_runner *r)
{
    int64_t wait_ms = MS_PER_HOUR;
    int64_t now_ms = clock_monotonic_ms();
    for (size_t kind = 0; kind < JOB_KIND_COUNT; kind++) {
        const struct job_kind_row *row = job_kind_row((enum job_kind)kind);
        if (row->period_ms == 0)
            continue;
        if (r->next_period_ms[kind] <= now_ms) {
            r->next_period_ms[kind] = now_ms + row->period_ms;
            struct arena arena;
            struct ctx ctx = ctx_begin(&r->options, &arena);
            struct job job = { .kind = (enum job_kind)kind, .attempts = 1 };
            int64_t began_us = clock_monotonic_us();
            enum err err = r->options.handlers[kind](&ctx, &job);
            log_job(row, 1, began_us, err, &ctx);
            ctx_end(&r->options, &ctx);
        }
        if (r->next_period_ms[kind] - now_ms < wait_ms)
            wait_ms = r->next_period_ms[kind] - now_ms;
    }
    return wait_ms;
}

/* One look at the table; how long to wait until the next. */
static int64_t claim_and_deal(struct job_runner *r)
{
    struct arena arena;
    struct ctx ctx = ctx_begin(&r->options, &arena);
    struct claim claimed;
    int64_t next_ms = INT64_MAX;
    enum err err = claim_due(&ctx, &claimed, &next_ms);
    int64_t wait_ms = IDLE_MS;
    if (err != ERR_OK) {
        log_debug("claiming jobs failed: %s", err_row(err)->name);
    } else if (claimed.count > 0) {
        deal(r, claimed.jobs, claimed.count);
        wait_ms = 0;
    } else if (next_ms - ctx.now_ms < wait_ms) {
        wait_ms = next_ms - ctx.now_ms;
    }
    ctx_end(&r->options, &ctx);
    return wait_ms < 0 ? 0 : wait_ms;
}

static void wait_for(struct job_runner *r, int64_t wait_ms)
{
    struct timespec until = deadline(wait_ms);
    (void)pthread_mutex_lock(&r->lock);
    int late = 0;
    while (!r->is_woken && !r->is_stopping && late == 0)
        late = pthread_cond_timedwait(&r->changed, &r->lock, &until);
    r->is_woken = false;
    /* Never hold more than a few batches in memory. */
    while (r->waiting > CLAIM_COUNT && !r->is_stopping)
        (void)pthread_cond_wait(&r->changed, &r->lock);
    (void)pthread_mutex_unlock(&r->lock);
}

static bool is_stopping(struct job_runner *r)
{
    (void)pthread_mutex_lock(&r->lock);
    bool stopping = r->is_stopping;
    (void)pthread_mutex_unlock(&r->lock);
    return stopping;
}

static void *claimer_main(void *arg)
{
    struct job_runner *r = arg;
    while (!is_stopping(r)) {
        wait_for(r, claim_and_deal(r));
    }
    return NULL;
}

static void wait_for_stop(struct job_runner *r, int64_t wait_ms)
{
    struct timespec until = deadline(wait_ms);
    (void)pthread_mutex_lock(&r->lock);
    int late = 0;
    while (!r->is_stopping && late == 0)
        late = pthread_cond_timedwait(&r->stopped, &r->lock, &until);
    (void)pthread_mutex_unlock(&r->lock);
}

static void *periodic_main(void *arg)
{
    struct job_runner *r = arg;
    while (!is_stopping(r))
        wait_for_stop(r, run_periodic(r));
    return NULL;
}

static enum err unclaim(struct ctx *ctx, void *arg)
{
    UNUSED(arg);
    for (size_t kind = 0; kind < JOB_KIND_COUNT; kind++) {
        bool is_counted = job_kind_row((enum job_kind)kind)->attempts != JOB_NEVER_GIVEN_UP;
        TRY(store_job_unclaim(ctx, (enum job_kind)kind, is_counted));
    }
    return ERR_OK;
}

/* What was dealt and not begun when everything stopped. */
static enum err give_back(struct ctx *ctx, void *arg)
{
    const struct job_runner *r = arg;
    for (int i = 0; i < r->worker_count; i++)
        for (const struct queued *q = r->workers[i].first; q != NULL; q = q->next)
            TRY(store_job_give_back(ctx, q->job.id));
    return ERR_OK;
}

static enum err handlers_check(struct ctx *ctx, const struct job_runner_options *o)
{
    for (size_t kind = 0; kind < JOB_KIND_COUNT; kind++)
        if (o->handlers[kind] == NULL)
            return fail(ctx, ERR_INTERNAL, "job kind %s has no handler",
                        job_kind_row((enum job_kind)kind)->name);
    return ERR_OK;
}

static void runner_init(struct job_runner *r, const struct job_runner_options *options)
{
    r->options = *options;
    r->jitter = (uint32_t)clock_monotonic_us();
    (void)pthread_mutex_init(&r->lock, NULL);
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&r->changed, &attributes);
    (void)pthread_cond_init(&r->dealt, &attributes);
    (void)pthread_cond_init(&r->stopped, &attributes);
    (void)pthread_condattr_destroy(&attributes);
    r->worker_count = options->thread_count + 1;
    r->workers = heap_new(sizeof *r->workers * (size_t)r->worker_count);
}

enum err job_runner_start(struct ctx *ctx, const struct job_runner_options *options,
                          struct job_runner **out)
{
    assert(options->thread_count >= 1 && options->thread_count <= 64);
    TRY(handlers_check(ctx, options));
    TRY(db_write(ctx, unclaim, NULL));
    struct job_runner *r = heap_new(sizeof *r);
    runner_init(r, options);
    for (int i = 0; i < r->worker_count; i++) {
        r->workers[i].runner = r;
        int failed = pthread_create(&r->workers[i].thread, NULL, worker_main, &r->workers[i]);
        assert(failed == 0);
    }
    int failed = pthread_create(&r->claimer, NULL, claimer_main, r);
    assert(failed == 0);
    failed = pthread_create(&r->periodic, NULL, periodic_main, r);
    assert(failed == 0);
    *out = r;
    return ERR_OK;
}

void job_runner_wake(struct job_runner *r)
{
    (void)pthread_mutex_lock(&r->lock);
    r->is_woken = true;
    (void)pthread_cond_signal(&r->changed);
    (void)pthread_mutex_unlock(&r->lock);
}

static bool has_unbegun(const struct job_runner *r)
{
    for (int i = 0; i < r->worker_count; i++)
        if (r->workers[i].first != NULL)
            return true;
    return false;
}

/* A stop is no attempt. If it cannot be written, the next start gives them back, as after a kill. */
static void unbegun_give_back(struct job_runner *r)
{
    struct arena arena;
    struct ctx ctx = ctx_begin(&r->options, &arena);
    enum err err = db_write(&ctx, give_back, r);
    if (err != ERR_OK)
        log_debug("giving jobs back failed: %s", err_row(err)->name);
    ctx_end(&r->options, &ctx);
}

void job_runner_stop(struct job_runner *r)
{
    if (r == NULL)
        return;
    (void)pthread_mutex_lock(&r->lock);
    r->is_stopping = true;
    (void)pthread_cond_signal(&r->changed);
    (void)pthread_cond_broadcast(&r->dealt);
    (void)pthread_cond_signal(&r->stopped);
    (void)pthread_mutex_unlock(&r->lock);
    (void)pthread_join(r->claimer, NULL);
    (void)pthread_join(r->periodic, NULL);
    for (int i = 0; i < r->worker_count; i++)
        (void)pthread_join(r->workers[i].thread, NULL);
    if (has_unbegun(r))
        unbegun_give_back(r);
    for (int i = 0; i < r->worker_count; i++) {
        while (r->workers[i].first != NULL) {
            struct queued *next = r->workers[i].first->next;
            heap_free(r->workers[i].first);
            r->workers[i].first = next;
        }
    }
    (void)pthread_cond_destroy(&r->changed);
    (void)pthread_cond_destroy(&r->dealt);
    (void)pthread_cond_destroy(&r->stopped);
    (void)pthread_mutex_destroy(&r->lock);
    heap_free(r->workers);
    heap_free(r);
}

enum err job_run_due(struct ctx *ctx, const struct job_runner_options *options, int64_t *out_run)
{
    TRY(handlers_check(ctx, options));
    int64_t run = 0;
    for (;;) {
        struct claim claimed;
        int64_t next_ms = 0;
        ctx->now_ms = clock_now_ms();
        TRY(claim_due(ctx, &claimed, &next_ms));
        db_release(ctx);
        if (claimed.count == 0)
            break;
        struct outcomes done = { .count = 0 };
        for (size_t i = 0; i < claimed.count; i++) {
            if (is_to_record_before(&done, &claimed.jobs[i]))
                TRY(outcomes_record(options, &done));
            run_one(options, &claimed.jobs[i], 0, &done);
        }
        TRY(outcomes_record(options, &done));
        run += (int64_t)claimed.count;
    }
    *out_run = run;
    return ERR_OK;
}
