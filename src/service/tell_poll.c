/* Tell of a poll. */
#include "service/tell_poll.h"

#include "base/clock.h"
#include "db/db.h"
#include "service/engine.h"
#include "service/notify.h"
#include "service/publish_status.h"
#include "service/send_status.h"
#include "store/favourite.h"
#include "store/poll.h"
#include "store/status.h"

/* A poll with many votes is sent once in so long. */
#define UPDATE_WAIT_MS (3 * MS_PER_MINUTE)
#define VOTERS_PAGE 50

static enum err job_insert(struct ctx *ctx, enum job_kind kind, const struct status *status,
                           int64_t run_ms)
{
    engine_wake_jobs(ctx);
    return store_job_insert(ctx, job_id(engine_next_id(ctx)), kind, account_id(0), status->id.v, 0,
                            run_ms);
}

enum err service_await_poll_end(struct ctx *ctx, const struct status *status)
{
    const struct poll *poll = status->poll;
    if (poll == NULL || poll->expires_ms == 0 || poll_is_over(poll, ctx->now_ms))
        return ERR_OK;
    return job_insert(ctx, JOB_END_POLL, status, poll->expires_ms);
}

enum err service_restart_poll(struct ctx *ctx, const struct status *status)
{
    const struct poll *poll = status->poll;
    TRY(store_job_drop(ctx, JOB_END_POLL, status->id.v));
    if (poll == NULL || !poll_is_over(poll, ctx->now_ms))
        TRY(store_reaction_forget(ctx, status->id, NOTIFICATION_POLL, status->account));
    if (poll == NULL || poll->expires_ms == 0)
        return ERR_OK;
    return job_insert(ctx, JOB_END_POLL, status,
                      poll->expires_ms > ctx->now_ms ? poll->expires_ms : ctx->now_ms);
}

enum err service_poll_voted(struct ctx *ctx, const struct status *status)
{
    struct publication publication = { .changed = { cache_ref_status(status->id) },
                                       .changed_count = 1 };
    bool is_new = false;
    service_publish_commit(ctx, &publication);
    if (!status->is_local || status->poll->hides_totals)
        return ERR_OK;
    TRY(store_poll_want_update(ctx, status->id, &is_new));
    return is_new ? job_insert(ctx, JOB_UPDATE_POLL, status, ctx->now_ms + UPDATE_WAIT_MS) : ERR_OK;
}

/* Who got the status gets it again, with the results as they are when it is written. */
static enum err results_send(struct ctx *ctx, const struct status *status)
{
    int64_t seq = 0;
    int64_t last_ms =
        status->poll->updated_ms > status->edited_ms ? status->poll->updated_ms : status->edited_ms;
    /* Two of the same millisecond would pass for one. */
    TRY(store_poll_set_updated(ctx, status->id, ctx->now_ms > last_ms ? ctx->now_ms : last_ms + 1));
    return service_send_status(ctx, status, ACTIVITY_UPDATE, status->fanout_seq, &seq);
}

static enum err update_write(struct ctx *ctx, void *arg)
{
    const struct status *status = arg;
    TRY(store_status_hold(ctx, status->id));
    return results_send(ctx, status);
}

/* Gone meanwhile: nothing to tell. */
static enum err pass_gone(enum err err)
{
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err service_update_poll(struct ctx *ctx, const struct job *job)
{
    struct status status;
    enum err err = store_status_get(ctx, status_id(job->subject), &status);
    if (err != ERR_OK || status.poll == NULL || !status.is_local)
        return pass_gone(err);
    db_release(ctx);
    return pass_gone(db_write(ctx, update_write, &status));
}

static enum err end_write(struct ctx *ctx, void *arg)
{
    const struct status *status = arg;
    bool is_new = false;
    TRY(store_status_hold(ctx, status->id));
    TRY(store_poll_set_ended(ctx, status->id, &is_new));
    if (!is_new)
        return ERR_OK;
    struct publication publication = {
        .changed = { cache_ref_status(status->id), cache_ref_public() }, .changed_count = 2
    };
    service_publish_commit(ctx, &publication);
    if (!status->is_local)
        return ERR_OK;
    struct notification note = { .kind = NOTIFICATION_POLL,
                                 .owner = status->account,
                                 .from = status->account,
                                 .status = status->id };
    TRY(service_notify(ctx, &note));
    return results_send(ctx, status);
}

struct telling {
    const struct status *status;
    struct account_id *voters;
    size_t count;
};

static enum err voters_write(struct ctx *ctx, void *arg)
{
    const struct telling *t = arg;
    TRY(store_status_hold(ctx, t->status->id));
    for (size_t i = 0; i < t->count; i++) {
        struct notification note = { .kind = NOTIFICATION_POLL,
                                     .owner = t->voters[i],
                                     .from = t->status->account,
                                     .status = t->status->id };
        TRY(service_notify(ctx, &note));
    }
    return ERR_OK;
}

static enum err voters_page(struct ctx *ctx, const struct status *status, struct account_id *after,
                            bool *out_done)
{
    struct telling t = { .status = status };
    TRY(store_poll_local_voters(ctx, status->id, *after, VOTERS_PAGE, &t.voters, &t.count));
    db_release(ctx);
    if (t.count > 0) {
        *after = t.voters[t.count - 1];
        TRY(db_write(ctx, voters_write, &t));
    }
    *out_done = t.count < VOTERS_PAGE;
    return ERR_OK;
}

enum err service_end_poll(struct ctx *ctx, const struct job *job)
{
    struct status status;
    enum err err = store_status_get(ctx, status_id(job->subject), &status);
    /* An edit may have moved the end. */
    if (err != ERR_OK || status.poll == NULL || !poll_is_over(status.poll, ctx->now_ms))
        return pass_gone(err);
    db_release(ctx);
    err = db_write(ctx, end_write, &status);
    struct account_id after = { 0 };
    bool is_done = false;
    while (err == ERR_OK && !is_done)
        ARENA_SCOPE (ctx->arena)
            err = voters_page(ctx, &status, &after, &is_done);
    return pass_gone(err);
}
