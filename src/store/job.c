/* Jobs in the store. */
#include "store/job.h"

#include <stdlib.h>

#include "store/queries.h"

enum err store_job_insert(struct ctx *ctx, struct job_id id, enum job_kind kind,
                          struct account_id owner, int64_t subject, int64_t other, int64_t run_ms)
{
    assert(kind < JOB_KIND_COUNT);
    return q_job_insert(ctx, id, kind, owner, subject, other, run_ms, NULL);
}

static int compare_ids(const void *left, const void *right)
{
    int64_t a = ((const struct job *)left)->id.v;
    int64_t b = ((const struct job *)right)->id.v;
    return a < b ? -1 : a > b;
}

enum err store_job_claim(struct ctx *ctx, int64_t count, struct job **out, size_t *out_count)
{
    struct job_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_job_claim(ctx, ctx->now_ms, count, &rows, &row_count));
    struct job *jobs = ARENA_ARRAY(ctx->arena, struct job, row_count);
    size_t known = 0;
    for (size_t i = 0; i < row_count; i++) {
        /* A newer program's job waits for that program. */
        if (rows[i].kind < 0 || rows[i].kind >= JOB_KIND_COUNT)
            continue;
        jobs[known++] = (struct job){
            .id = rows[i].id,
            .kind = (enum job_kind)rows[i].kind,
            .owner = rows[i].owner_id,
            .subject = rows[i].subject_id,
            .other = rows[i].other_id,
            .attempts = rows[i].attempts,
        };
    }
    /* RETURNING promises no order. */
    if (known > 1)
        qsort(jobs, known, sizeof *jobs, compare_ids);
    *out = jobs;
    *out_count = known;
    return ERR_OK;
}

enum err store_job_drop(struct ctx *ctx, enum job_kind kind, int64_t subject)
{
    return q_job_drop(ctx, kind, subject, NULL);
}

enum err store_job_delete(struct ctx *ctx, const struct job *job)
{
    if (job->kind == JOB_INGEST_ACTIVITY)
        TRY(q_ingest_delete(ctx, job->subject, NULL));
    return q_job_delete(ctx, job->id, NULL);
}

enum err store_job_retry(struct ctx *ctx, struct job_id id, int64_t run_ms)
{
    return q_job_retry(ctx, id, run_ms, NULL);
}

enum err store_job_give_back(struct ctx *ctx, struct job_id id)
{
    return q_job_give_back(ctx, id, NULL);
}

enum err store_job_unclaim(struct ctx *ctx, enum job_kind kind, bool is_counted)
{
    return q_job_unclaim(ctx, kind, is_counted ? 0 : 1, NULL);
}

enum err store_job_next(struct ctx *ctx, int64_t *out_run_ms)
{
    struct q_job_next_row row;
    bool is_found = false;
    TRY(q_job_next(ctx, &is_found, &row));
    *out_run_ms = is_found ? row.run_ms : INT64_MAX;
    return ERR_OK;
}

enum err store_job_has(struct ctx *ctx, struct account_id owner, enum job_kind kind, bool *out)
{
    struct q_job_has_row row;
    TRY(q_job_has(ctx, owner, kind, &row));
    *out = row.has;
    return ERR_OK;
}
