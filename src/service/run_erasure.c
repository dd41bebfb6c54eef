/* Run erasures. */
#include "service/run_erasure.h"

#include <unistd.h>

#include "base/clock.h"
#include "cache/cache.h"
#include "db/db.h"
#include "service/begin_erasure.h"
#include "service/engine.h"
#include "service/index_status.h"
#include "store/erase.h"
#include "store/erasure.h"
#include "store/job.h"
#include "store/keyring.h"
#include "store/media_file.h"

#define STEP_ROWS 2000
#define STEP_US 40000 /* of a transaction: others write in between */
#define FILES_PAGE 100
#define KEYS_PAGE 500
#define COALESCE_MS 10000 /* one emptying of the logs serves all erasures of this time */
#define TRUNCATE_TRIES 60
#define PATIENT_TRIES 3 /* readers end by themselves soon; then they are ended */
#define TRY_WAIT_US 30000
#define FORGET_ROWS 500
#define OPEN_PAGE 100

struct rows_write {
    struct erasure erasure;
    bool is_done;
};

static enum err subject_erase(struct ctx *ctx, struct erase_step *step, const struct erasure *e,
                              bool *out_done)
{
    switch (e->scope) {
    case ERASURE_STATUS:
        return store_erase_status(ctx, step, status_id(e->subject), out_done);
    case ERASURE_MEDIA:
        return store_erase_media(ctx, step, media_id(e->subject), out_done);
    case ERASURE_SCHEDULED:
        return store_erase_scheduled(ctx, step, scheduled_status_id(e->subject), out_done);
    case ERASURE_ACCOUNT:
        step->whole_account = account_id(e->subject);
        return store_erase_account(ctx, step, account_id(e->subject), out_done);
    }
    return fail(ctx, ERR_CORRUPT, "erasure of unknown scope");
}

static enum err rows_step(struct ctx *ctx, void *arg)
{
    struct rows_write *write = arg;
    struct erasure *e = &write->erasure;
    struct erase_step step = { .erasure = e->id,
                               .rows_left = STEP_ROWS,
                               .end_us = clock_monotonic_us() + STEP_US };
    TRY(store_erasure_get(ctx, e->id, e));
    TRY(subject_erase(ctx, &step, e, &write->is_done));
    e->rows_erased += step.rows_erased;
    if (e->rows_expected < e->rows_erased || write->is_done)
        e->rows_expected = e->rows_erased;
    if (write->is_done && e->stage == ERASURE_ROWS)
        e->stage = ERASURE_FINISH;
    return store_erasure_update(ctx, e);
}

typedef void progress_fn(void *arg, int64_t done, int64_t expected);

/* Also in the last stage: what others wrote about the account meanwhile goes as well. */
static enum err rows_erase(struct ctx *ctx, struct erasure_id id, progress_fn *progress, void *arg)
{
    struct rows_write write = { .erasure = { .id = id } };
    while (!write.is_done) {
        enum err err = ERR_OK;
        ARENA_SCOPE (ctx->arena)
            err = begin_write(ctx, rows_step, &write);
        TRY(err);
        if (progress != NULL)
            progress(arg, write.erasure.rows_erased, write.erasure.rows_expected);
    }
    /* Follows and favourites that went are counted elsewhere, too many to name each. */
    if (ctx->engine->cache != NULL)
        cache_invalidate(ctx->engine->cache, cache_ref_site());
    return ERR_OK;
}

struct files_write {
    struct erasure_id id;
    const struct sv *files;
    size_t count;
};

static enum err files_note(struct ctx *ctx, void *arg)
{
    const struct files_write *write = arg;
    struct erasure erasure;
    for (size_t i = 0; i < write->count; i++)
        TRY(store_erased_file_delete(ctx, write->files[i]));
    TRY(store_erasure_get(ctx, write->id, &erasure));
    erasure.files_erased += (int64_t)write->count;
    return store_erasure_update(ctx, &erasure);
}

/* Unlinked first, noted afterwards: a crash between unlinks again. */
static enum err files_page(struct ctx *ctx, struct erasure_id id, bool *out_done)
{
    struct files_write write = { .id = id };
    struct sv *files = NULL;
    TRY(store_erased_files(ctx, id, FILES_PAGE, &files, &write.count));
    db_release(ctx);
    for (size_t i = 0; i < write.count; i++) {
        int64_t removed = 0;
        TRY(store_media_file_delete(ctx, ctx->engine->data_dir, files[i], &removed));
    }
    write.files = files;
    *out_done = write.count == 0;
    return write.count == 0 ? ERR_OK : begin_write(ctx, files_note, &write);
}

struct keys_write {
    struct erasure_id id;
    const struct erased_key *keys;
    size_t count;
    int64_t destroyed;
};

static enum err keys_note(struct ctx *ctx, void *arg)
{
    const struct keys_write *write = arg;
    struct erasure erasure;
    for (size_t i = 0; i < write->count; i++)
        TRY(store_erased_key_delete(ctx, write->keys[i]));
    TRY(store_erasure_get(ctx, write->id, &erasure));
    erasure.keys_erased += write->destroyed;
    return store_erasure_update(ctx, &erasure);
}

static enum err keys_page(struct ctx *ctx, struct erasure_id id, bool *out_done)
{
    struct keys_write write = { .id = id };
    struct erased_key *keys = NULL;
    TRY(store_erased_keys(ctx, id, KEYS_PAGE, &keys, &write.count));
    db_release(ctx);
    for (size_t i = 0; i < write.count; i++) {
        int64_t destroyed = 0;
        TRY(keyring_destroy_objects(ctx, keys[i].owner, &keys[i].object, 1, &destroyed));
        write.destroyed += destroyed;
    }
    write.keys = keys;
    *out_done = write.count == 0;
    return write.count == 0 ? ERR_OK : begin_write(ctx, keys_note, &write);
}

/* The keys of an account as a whole: its objects' first, its own last. */
static enum err account_keys_destroy(struct ctx *ctx, const struct erasure *e)
{
    struct keys_write write = { .id = e->id };
    int64_t destroyed = KEYS_PAGE;
    while (destroyed == KEYS_PAGE) {
        TRY(keyring_destroy_owned(ctx, account_id(e->subject), KEYS_PAGE, &destroyed));
        write.destroyed += destroyed;
    }
    TRY(keyring_destroy_account(ctx, account_id(e->subject)));
    return begin_write(ctx, keys_note, &write);
}

static enum err pages_run(struct ctx *ctx, struct erasure_id id,
                          enum err (*page)(struct ctx *ctx, struct erasure_id id, bool *out_done))
{
    bool is_done = false;
    enum err err = ERR_OK;
    while (!is_done && err == ERR_OK)
        ARENA_SCOPE (ctx->arena)
            err = page(ctx, id, &is_done);
    return err;
}

static enum err unindex(struct ctx *ctx, struct erasure_id id)
{
    struct erasure erasure;
    TRY(store_erasure_get(ctx, id, &erasure));
    return service_unindex(ctx, &erasure);
}

/* Everything that has to be gone before the logs are emptied. */
static enum err contents_erase(struct ctx *ctx, struct erasure_id id, progress_fn *progress,
                               void *arg)
{
    struct erasure erasure;
    TRY(rows_erase(ctx, id, progress, arg));
    TRY(unindex(ctx, id));
    TRY(pages_run(ctx, id, files_page));
    TRY(pages_run(ctx, id, keys_page));
    TRY(store_erasure_get(ctx, id, &erasure));
    db_release(ctx);
    return erasure.scope == ERASURE_ACCOUNT ? account_keys_destroy(ctx, &erasure) : ERR_OK;
}

/* Until it says that no byte of before is left: readers of the old state may end by themselves, then they are ended. */
static enum err store_truncate(struct ctx *ctx)
{
    int64_t before_us = clock_monotonic_us();
    for (int i = 0; i < TRUNCATE_TRIES; i++) {
        bool is_busy = false;
        TRY(db_checkpoint_truncate(ctx, &is_busy));
        if (!is_busy)
            return ERR_OK;
        (void)usleep(TRY_WAIT_US);
        if (i >= PATIENT_TRIES)
            db_interrupt_readers_before(ctx->db, before_us);
    }
    return fail(ctx, ERR_BUSY, "the store's log is in use and could not be emptied");
}

static enum err keys_truncate(struct ctx *ctx)
{
    for (int i = 0; i < TRUNCATE_TRIES; i++) {
        bool is_busy = false;
        TRY(keyring_truncate(ctx, &is_busy));
        if (!is_busy)
            return ERR_OK;
        (void)usleep(TRY_WAIT_US);
    }
    return fail(ctx, ERR_BUSY, "the keyring's log is in use and could not be emptied");
}

struct finish_write {
    const struct erasure *erasures;
    size_t count;
    int64_t physical_ms;
};

static enum err finish_note(struct ctx *ctx, void *arg)
{
    const struct finish_write *write = arg;
    for (size_t i = 0; i < write->count; i++) {
        struct erasure erasure;
        TRY(store_erasure_get(ctx, write->erasures[i].id, &erasure));
        if (erasure.stage != ERASURE_FINISH)
            continue;
        erasure.stage = ERASURE_PHYSICAL;
        erasure.physical_ms = write->physical_ms;
        TRY(store_erasure_update(ctx, &erasure));
    }
    return ERR_OK;
}

/* Those whose search shard was cleaned too short a while ago wait: their own jobs come again. */
static enum err searches_finish(struct ctx *ctx, struct erasure *open, bool is_forced,
                                size_t *count)
{
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        int64_t due_ms = 0;
        TRY(service_unindex_finish(ctx, &open[i], is_forced, &due_ms));
        if (due_ms == 0)
            open[kept++] = open[i];
    }
    *count = kept;
    return ERR_OK;
}

/* One emptying of the logs for all that wait for it. */
static enum err finish_all(struct ctx *ctx, bool is_forced)
{
    struct erasure *open = NULL;
    struct finish_write write = { 0 };
    TRY(store_erasure_list(ctx, ERASURE_FINISH, erasure_id(0), OPEN_PAGE, &open, &write.count));
    db_release(ctx);
    for (size_t i = 0; i < write.count; i++)
        TRY(contents_erase(ctx, open[i].id, NULL, NULL));
    TRY(searches_finish(ctx, open, is_forced, &write.count));
    TRY(keys_truncate(ctx));
    TRY(store_truncate(ctx));
    write.erasures = open;
    write.physical_ms = clock_now_ms();
    return begin_write(ctx, finish_note, &write);
}

struct later {
    struct job_id id;
    int64_t erasure;
    int64_t run_ms;
};

static enum err job_later(struct ctx *ctx, void *arg)
{
    const struct later *later = arg;
    return store_job_insert(ctx, later->id, JOB_RUN_ERASURE, account_id(0), later->erasure, 0,
                            later->run_ms);
}

/* When the logs or its search shard were emptied just now, come again when the next emptying is due. */
static enum err put_off(struct ctx *ctx, const struct erasure *erasure, bool *out)
{
    int64_t last_ms = 0;
    int64_t due_ms = 0;
    int64_t now_ms = clock_now_ms();
    TRY(store_erasure_last_physical(ctx, now_ms - COALESCE_MS, &last_ms));
    if (last_ms > 0 && last_ms <= now_ms)
        due_ms = last_ms + COALESCE_MS;
    else
        TRY(service_unindex_finish(ctx, erasure, false, &due_ms));
    *out = due_ms > 0;
    if (!*out)
        return ERR_OK;
    struct later later = { job_id(engine_next_id(ctx)), erasure->id.v, due_ms };
    return begin_write(ctx, job_later, &later);
}

enum err service_run_erasure(struct ctx *ctx, const struct job *job)
{
    struct erasure erasure;
    enum err err = store_erasure_get(ctx, erasure_id(job->subject), &erasure);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    if (erasure.stage >= ERASURE_PHYSICAL)
        return ERR_OK;
    TRY(contents_erase(ctx, erasure.id, NULL, NULL));
    bool is_later = false;
    TRY(put_off(ctx, &erasure, &is_later));
    if (is_later)
        return ERR_OK;
    TRY(finish_all(ctx, false));
    return service_finish_told_erasures(ctx);
}

enum err service_finish_erasure(struct ctx *ctx, struct erasure_id id, progress_fn *progress,
                                void *arg)
{
    TRY(contents_erase(ctx, id, progress, arg));
    TRY(finish_all(ctx, true));
    return service_finish_told_erasures(ctx);
}

/* The next one whose rows are not gone; false at the end. */
static enum err open_next(struct ctx *ctx, bool *out_found, struct erasure_id *out)
{
    struct erasure *open = NULL;
    size_t count = 0;
    TRY(store_erasure_list(ctx, ERASURE_ROWS, erasure_id(0), 1, &open, &count));
    db_release(ctx);
    *out_found = count > 0;
    if (count > 0)
        *out = open[0].id;
    return ERR_OK;
}

enum err service_finish_open_erasures(struct ctx *ctx)
{
    bool is_found = true;
    while (is_found) {
        struct erasure_id id = { 0 };
        TRY(open_next(ctx, &is_found, &id));
        if (is_found)
            TRY(contents_erase(ctx, id, NULL, NULL));
    }
    size_t count = OPEN_PAGE;
    while (count == OPEN_PAGE) {
        struct erasure *waiting = NULL;
        TRY(store_erasure_list(ctx, ERASURE_FINISH, erasure_id(0), OPEN_PAGE, &waiting, &count));
        db_release(ctx);
        if (count > 0)
            TRY(finish_all(ctx, true));
    }
    return service_finish_told_erasures(ctx);
}

struct told_write {
    struct erasure erasure;
    bool is_done;
};

static enum err told_note(struct ctx *ctx, void *arg)
{
    struct told_write *write = arg;
    bool is_told = false;
    TRY(store_erasure_get(ctx, write->erasure.id, &write->erasure));
    TRY(store_erasure_is_told(ctx, &write->erasure, &is_told));
    write->is_done = true;
    if (!is_told || write->erasure.stage != ERASURE_PHYSICAL)
        return ERR_OK;
    TRY(store_erasure_forget_recipients(ctx, &write->erasure, FORGET_ROWS, &write->is_done));
    if (!write->is_done)
        return ERR_OK;
    write->erasure.stage = ERASURE_FINAL;
    write->erasure.final_ms = ctx->now_ms;
    return store_erasure_update(ctx, &write->erasure);
}

static enum err told_finish(struct ctx *ctx, const struct erasure *erasure)
{
    struct told_write write = { .erasure = *erasure };
    bool is_told = false;
    TRY(store_erasure_is_told(ctx, erasure, &is_told));
    db_release(ctx);
    while (is_told && !write.is_done) {
        enum err err = ERR_OK;
        ARENA_SCOPE (ctx->arena)
            err = begin_write(ctx, told_note, &write);
        TRY(err);
    }
    return ERR_OK;
}

enum err service_finish_told_erasures(struct ctx *ctx)
{
    struct erasure_id after = { 0 };
    size_t count = OPEN_PAGE;
    while (count == OPEN_PAGE) {
        struct erasure *waiting = NULL;
        TRY(store_erasure_list(ctx, ERASURE_PHYSICAL, after, OPEN_PAGE, &waiting, &count));
        for (size_t i = 0; i < count; i++)
            TRY(told_finish(ctx, &waiting[i]));
        if (count > 0)
            after = waiting[count - 1].id;
    }
    return ERR_OK;
}
