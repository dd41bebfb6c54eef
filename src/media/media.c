/* The pool: who may use which helper, when helpers start and end.
 *
 * The lock guards the slots; a job runs outside it in the caller's thread, on a slot marked busy.
 * One small thread, started with the first helper, ends those that idle.
 *
 * Design note: input and output are memory files, so no picture touches a disk unsealed. The helper
 * could write into its output until it dies, so versions are copied first and checked afterwards.
 */
#include "media/media.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/heap.h"

#include "media/wire.h"
#include "media/worker.h"

struct slot {
    struct media_worker worker; /* pid 0: none */
    bool is_busy;
    uint32_t job_count; /* done by this worker */
    int64_t idle_since_ms;
};

struct media_pool {
    struct media_options options;
    pthread_mutex_t lock;
    pthread_cond_t is_free;    /* a slot became free */
    pthread_cond_t is_changed; /* for the reaper: something idles, or the pool ends */
    pthread_t reaper;
    bool has_reaper;
    bool is_stopping;
    atomic_bool is_cancelled; /* films */
    uint32_t waiting_count;
    uint64_t last_number;
    struct slot *slots; /* options.worker_count */
};

/* Input and output of one job. */
struct files {
    int input;
    int output;
    bool owns_input;
    size_t input_bytes;
};

static void files_done(struct files *f)
{
    if (f->owns_input && f->input >= 0)
        (void)close(f->input);
    if (f->output >= 0)
        (void)close(f->output);
}

static struct media_options with_defaults(const struct media_options *given)
{
    struct media_options o = given == NULL ? (struct media_options){ 0 } : *given;
    o.worker_count = o.worker_count == 0 ? 2 : o.worker_count;
    o.queue_max = o.queue_max == 0 ? 32 : o.queue_max;
    o.deadline_ms = o.deadline_ms == 0 ? 30 * MS_PER_SECOND : o.deadline_ms;
    o.cpu_ms = o.cpu_ms == 0 ? 20000 : o.cpu_ms;
    o.idle_ms = o.idle_ms == 0 ? MS_PER_MINUTE : o.idle_ms;
    o.jobs_per_worker = o.jobs_per_worker == 0 ? 200 : o.jobs_per_worker;
    o.memory_max_bytes = o.memory_max_bytes == 0 ? (size_t)160 << 20 : o.memory_max_bytes;
    o.program_dir = o.program_dir == NULL ? "/usr/bin" : o.program_dir;
    o.film_deadline_ms = o.film_deadline_ms == 0 ? 20 * MS_PER_MINUTE : o.film_deadline_ms;
    return o;
}

const struct media_options *media_pool_options(const struct media_pool *pool)
{
    return &pool->options;
}

void media_pool_cancel_films(struct media_pool *pool)
{
    atomic_store(&pool->is_cancelled, true);
}

const atomic_bool *media_pool_is_cancelled(const struct media_pool *pool)
{
    return &pool->is_cancelled;
}

static void init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(condition, &attributes);
    (void)pthread_condattr_destroy(&attributes);
}

struct media_pool *media_pool_new(const struct media_options *options)
{
    struct media_pool *pool = heap_new(sizeof *pool);
    pool->options = with_defaults(options);
    pool->slots = heap_new(pool->options.worker_count * sizeof *pool->slots);
    (void)pthread_mutex_init(&pool->lock, NULL);
    init_condition(&pool->is_free);
    init_condition(&pool->is_changed);
    return pool;
}

static void slot_stop(struct slot *slot)
{
    media_worker_stop(&slot->worker);
    slot->job_count = 0;
}

void media_pool_free(struct media_pool *pool)
{
    if (pool == NULL)
        return;
    (void)pthread_mutex_lock(&pool->lock);
    pool->is_stopping = true;
    (void)pthread_cond_signal(&pool->is_changed);
    (void)pthread_mutex_unlock(&pool->lock);
    if (pool->has_reaper)
        (void)pthread_join(pool->reaper, NULL);
    for (uint32_t i = 0; i < pool->options.worker_count; i++) {
        assert(!pool->slots[i].is_busy);
        slot_stop(&pool->slots[i]);
    }
    (void)pthread_cond_destroy(&pool->is_changed);
    (void)pthread_cond_destroy(&pool->is_free);
    (void)pthread_mutex_destroy(&pool->lock);
    heap_free(pool->slots);
    heap_free(pool);
}

uint32_t media_pool_count_workers(struct media_pool *pool)
{
    uint32_t count = 0;
    (void)pthread_mutex_lock(&pool->lock);
    for (uint32_t i = 0; i < pool->options.worker_count; i++)
        count += pool->slots[i].is_busy || pool->slots[i].worker.pid != 0;
    (void)pthread_mutex_unlock(&pool->lock);
    return count;
}

static struct timespec timespec_from_ms(int64_t ms)
{
    return (struct timespec){ .tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000 };
}

/* An idle worker whose time is over, else NULL and the time at which the next one's is (INT64_MAX:
 * none idles). */
static struct slot *find_expired(struct media_pool *pool, int64_t now_ms, int64_t *out_next_ms)
{
    *out_next_ms = INT64_MAX;
    for (uint32_t i = 0; i < pool->options.worker_count; i++) {
        struct slot *slot = &pool->slots[i];
        if (slot->is_busy || slot->worker.pid == 0)
            continue;
        int64_t end_ms = slot->idle_since_ms + pool->options.idle_ms;
        if (end_ms <= now_ms)
            return slot;
        *out_next_ms = end_ms < *out_next_ms ? end_ms : *out_next_ms;
    }
    return NULL;
}

/* Ends workers that idle. Ending one takes about a millisecond, so it stays under the lock. */
static void *reaper_run(void *arg)
{
    struct media_pool *pool = arg;
    (void)pthread_mutex_lock(&pool->lock);
    while (!pool->is_stopping) {
        int64_t next_ms;
        struct slot *slot = find_expired(pool, clock_monotonic_ms(), &next_ms);
        if (slot != NULL) {
            slot_stop(slot);
        } else if (next_ms == INT64_MAX) {
            (void)pthread_cond_wait(&pool->is_changed, &pool->lock);
        } else {
            const struct timespec until = timespec_from_ms(next_ms);
            (void)pthread_cond_timedwait(&pool->is_changed, &pool->lock, &until);
        }
    }
    (void)pthread_mutex_unlock(&pool->lock);
    return NULL;
}

/* A free slot, rather with a worker in it than without; NULL when all are busy. */
static struct slot *find_free(struct media_pool *pool)
{
    struct slot *empty = NULL;
    for (uint32_t i = 0; i < pool->options.worker_count; i++) {
        struct slot *slot = &pool->slots[i];
        if (slot->is_busy)
            continue;
        if (slot->worker.pid != 0)
            return slot;
        empty = slot;
    }
    return empty;
}

static enum err await_free(struct media_pool *pool, int64_t deadline_ms, struct slot **out)
{
    const struct timespec until = timespec_from_ms(deadline_ms);
    struct slot *slot = find_free(pool);
    if (slot == NULL && pool->waiting_count >= pool->options.queue_max)
        return ERR_BUSY;
    pool->waiting_count++;
    int result = 0;
    while (slot == NULL && result == 0) {
        result = pthread_cond_timedwait(&pool->is_free, &pool->lock, &until);
        slot = find_free(pool);
    }
    pool->waiting_count--;
    if (slot == NULL)
        return ERR_TIMEOUT;
    *out = slot;
    return ERR_OK;
}

static enum err slot_acquire(struct media_pool *pool, struct slot **out, uint64_t *out_number)
{
    (void)pthread_mutex_lock(&pool->lock);
    enum err err = await_free(pool, clock_monotonic_ms() + pool->options.deadline_ms, out);
    if (err == ERR_OK) {
        (*out)->is_busy = true;
        *out_number = ++pool->last_number;
    }
    (void)pthread_mutex_unlock(&pool->lock);
    return err;
}

/* Hand a slot back. Under the lock only memory is touched; ending a worker was done before. */
static void slot_release(struct media_pool *pool, struct slot *slot)
{
    (void)pthread_mutex_lock(&pool->lock);
    slot->is_busy = false;
    slot->idle_since_ms = clock_monotonic_ms();
    if (!pool->has_reaper && slot->worker.pid != 0)
        pool->has_reaper = pthread_create(&pool->reaper, NULL, reaper_run, pool) == 0;
    (void)pthread_cond_signal(&pool->is_changed);
    (void)pthread_cond_signal(&pool->is_free);
    (void)pthread_mutex_unlock(&pool->lock);
}

static bool write_all(int fd, struct sv bytes)
{
    while (bytes.len > 0) {
        ssize_t len = write(fd, bytes.ptr, bytes.len);
        if (len < 0 && errno == EINTR)
            continue;
        if (len <= 0)
            return false;
        bytes = sv_from_offset(bytes, (size_t)len);
    }
    return true;
}

static int memory_file_new(void)
{
    return memfd_create("efface-media", MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

/* Nobody can change or shorten it any more. Whoever made it may have sealed it already, for good. */
static bool seal(int fd)
{
    const int wanted = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    int has = fcntl(fd, F_GET_SEALS);
    return has >= 0 && ((has & wanted) == wanted || fcntl(fd, F_ADD_SEALS, wanted) == 0);
}

/* The input as a sealed memory file. */
static enum err open_input(const struct media_job *job, struct files *f)
{
    f->owns_input = job->bytes.ptr != NULL;
    f->input = f->owns_input ? memory_file_new() : job->memory_file;
    if (f->input < 0 || (f->owns_input && !write_all(f->input, job->bytes)))
        return ERR_IO;
    struct stat st;
    if (!seal(f->input) || fstat(f->input, &st) != 0)
        return ERR_IO;
    if (st.st_size == 0)
        return ERR_MEDIA_TYPE;
    if ((uint64_t)st.st_size > MEDIA_INPUT_BYTES_MAX)
        return ERR_TOO_LARGE;
    f->input_bytes = (size_t)st.st_size;
    return ERR_OK;
}

/* The output keeps its size, so that reading it can never fault; pages exist only where the helper
 * wrote. */
static enum err open_output(struct files *f)
{
    f->output = memory_file_new();
    if (f->output < 0 || ftruncate(f->output, MEDIA_OUTPUT_BYTES_MAX) != 0 ||
        fcntl(f->output, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
        return ERR_IO;
    return ERR_OK;
}

static enum err open_files(const struct media_job *job, struct files *f)
{
    if (job->bytes.len > MEDIA_INPUT_BYTES_MAX)
        return ERR_TOO_LARGE;
    TRY(open_input(job, f));
    return open_output(f);
}

/* One attempt, starting a worker when the slot has none. */
static enum err slot_try(struct media_pool *pool, struct slot *slot, const struct wire_job *job,
                         const struct files *f, struct wire_answer *out)
{
    int64_t deadline_ms = clock_monotonic_ms() + pool->options.deadline_ms;
    if (slot->worker.pid == 0)
        TRY(media_worker_start(pool->options.helper_path, deadline_ms, &slot->worker));
    enum err err = media_worker_run(&slot->worker, job, f->input, f->output, deadline_ms, out);
    if (err != ERR_OK)
        slot_stop(slot);
    return err;
}

/* A worker that was there before may have been killed while it idled, found out only when the job is sent or its answer
 * awaited: then once more with a new one. What kills that one too is taken for the picture's doing. */
static enum err slot_run(struct media_pool *pool, struct slot *slot, const struct wire_job *job,
                         const struct files *f, struct wire_answer *out)
{
    bool was_warm = slot->worker.pid != 0;
    enum err err = slot_try(pool, slot, job, f, out);
    if (err == ERR_IO && was_warm)
        err = slot_try(pool, slot, job, f, out);
    slot->job_count++;
    if (slot->worker.pid != 0 &&
        (slot->job_count >= pool->options.jobs_per_worker ||
         media_worker_memory(&slot->worker) > pool->options.memory_max_bytes))
        slot_stop(slot);
    return err;
}

static enum err err_of_verdict(enum media_verdict verdict)
{
    switch (verdict) {
    case MEDIA_VERDICT_OK:
        return ERR_OK;
    case MEDIA_VERDICT_UNKNOWN:
        return ERR_MEDIA_TYPE;
    case MEDIA_VERDICT_TOO_LARGE:
        return ERR_TOO_LARGE;
    case MEDIA_VERDICT_BROKEN:
    case MEDIA_VERDICT_COUNT:
        break;
    }
    return ERR_VALIDATION;
}

/* End of the last version: checked to lie inside the output. */
static size_t used_bytes(const struct wire_answer *answer)
{
    const struct wire_version *last = &answer->versions[answer->version_count - 1];
    return (size_t)(last->offset + last->length);
}

static enum err take_versions(struct arena *arena, const struct wire_answer *answer,
                              const char *output, struct media_result *out)
{
    for (size_t i = 0; i < answer->version_count; i++) {
        const struct wire_version *v = &answer->versions[i];
        const char *copy = arena_copy(arena, output + v->offset, (size_t)v->length);
        struct sv bytes = sv_make(copy, (size_t)v->length);
        if (!wire_version_matches(bytes, v))
            return ERR_VALIDATION;
        out->versions[i] = (struct picture_version){
            .role = v->role,
            .kind = v->kind,
            .width = v->width,
            .height = v->height,
            .frames = v->frames,
            .duration_ms = v->duration_ms,
            .bytes = bytes,
        };
    }
    return ERR_OK;
}

static enum err take_result(struct arena *arena, const struct wire_answer *answer, int output_file,
                            struct media_result *out)
{
    size_t used = used_bytes(answer);
    if (arena->used_bytes + used + MEDIA_BLURHASH_MAX > arena->cap_bytes)
        return ERR_LIMIT;
    void *output = mmap(NULL, used, PROT_READ, MAP_SHARED, output_file, 0);
    if (output == MAP_FAILED)
        return ERR_IO;
    struct media_result result = {
        .source_kind = answer->source_kind,
        .has_alpha = answer->has_alpha != 0,
        .version_count = answer->version_count,
    };
    enum err err = take_versions(arena, answer, output, &result);
    (void)munmap(output, used);
    TRY(err);
    result.blurhash = sv_copy(arena, sv_from(answer->blurhash));
    *out = result;
    return ERR_OK;
}

enum err media_process(struct media_pool *pool, struct arena *arena, const struct media_job *job,
                       struct media_result *out)
{
    assert(job->purpose < PICTURE_PURPOSE_COUNT);
    CLEANUP(files_done) struct files files = { .input = -1, .output = -1 };
    TRY(open_files(job, &files));
    struct wire_job wire = {
        .magic = WIRE_JOB,
        .purpose = job->purpose,
        .input_bytes = files.input_bytes,
        .output_bytes = MEDIA_OUTPUT_BYTES_MAX,
        .cpu_ms = pool->options.cpu_ms,
    };
    struct slot *slot;
    TRY(slot_acquire(pool, &slot, &wire.number));
    struct wire_answer answer;
    enum err err = slot_run(pool, slot, &wire, &files, &answer);
    slot_release(pool, slot);
    TRY(err);
    TRY(err_of_verdict(answer.verdict));
    return take_result(arena, &answer, files.output, out);
}
