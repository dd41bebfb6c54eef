/* Tell of a post. */
#include "service/tell_post.h"

#include "base/clock.h"
#include "db/db.h"
#include "service/engine.h"
#include "service/home.h"
#include "service/notify.h"
#include "store/relation.h"
#include "store/status.h"

/* What comes later than that, from a server that was away, is no news; as in Mastodon. */
#define NEWS_MS (6 * MS_PER_HOUR)
#define FOLLOWERS_PAGE 50

static bool is_worth_telling(const struct ctx *ctx, const struct status *status)
{
    bool answers_others = !status_id_is_none(status->in_reply_to) &&
                          !account_id_eq(status->in_reply_to_account, status->account);
    return !status_is_reblog(status) && !answers_others &&
           status->created_ms > ctx->now_ms - NEWS_MS;
}

enum err service_tell_post_later(struct ctx *ctx, const struct status *status)
{
    struct account_id *followers = NULL;
    size_t count = 0;
    if (!is_worth_telling(ctx, status))
        return ERR_OK;
    TRY(store_following_notified(ctx, status->account, account_id(0), 1, &followers, &count));
    if (count == 0)
        return ERR_OK;
    engine_wake_jobs(ctx);
    return store_job_insert(ctx, job_id(engine_next_id(ctx)), JOB_TELL_POST, account_id(0),
                            status->id.v, 0, ctx->now_ms);
}

struct telling {
    const struct status *status;
    struct account_id *followers;
    size_t count;
};

/* Keep those in whose home it stands. */
static enum err homes_filter(struct ctx *ctx, struct telling *t)
{
    const struct viewer nobody = ctx->viewer;
    size_t kept = 0;
    enum err err = ERR_OK;
    for (size_t i = 0; i < t->count && err == ERR_OK; i++) {
        struct status_view view;
        ctx->viewer = (struct viewer){ .account = t->followers[i] };
        ARENA_SCOPE (ctx->arena)
            err = service_view_home_status(ctx, t->status->id, &view);
        db_release(ctx); /* fifty of them would hold one read for too long */
        if (err == ERR_OK)
            t->followers[kept++] = t->followers[i];
        else if (err == ERR_NOT_FOUND)
            err = ERR_OK;
    }
    ctx->viewer = nobody;
    t->count = kept;
    return err;
}

static enum err followers_write(struct ctx *ctx, void *arg)
{
    const struct telling *t = arg;
    TRY(store_status_hold(ctx, t->status->id));
    for (size_t i = 0; i < t->count; i++) {
        struct notification note = { .kind = NOTIFICATION_STATUS,
                                     .owner = t->followers[i],
                                     .from = t->status->account,
                                     .status = t->status->id };
        TRY(service_notify(ctx, &note));
    }
    return ERR_OK;
}

static enum err followers_page(struct ctx *ctx, const struct status *status,
                               struct account_id *after, bool *out_done)
{
    struct telling t = { .status = status };
    TRY(store_following_notified(ctx, status->account, *after, FOLLOWERS_PAGE, &t.followers,
                                 &t.count));
    *out_done = t.count < FOLLOWERS_PAGE;
    if (t.count == 0)
        return ERR_OK;
    *after = t.followers[t.count - 1];
    db_release(ctx);
    TRY(homes_filter(ctx, &t));
    return t.count > 0 ? db_write(ctx, followers_write, &t) : ERR_OK;
}

enum err service_tell_post(struct ctx *ctx, const struct job *job)
{
    struct status status;
    enum err err = store_status_get(ctx, status_id(job->subject), &status);
    struct account_id after = { 0 };
    bool is_done = false;
    while (err == ERR_OK && !is_done)
        ARENA_SCOPE (ctx->arena)
            err = followers_page(ctx, &status, &after, &is_done);
    /* Deleted meanwhile: nothing to tell. */
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}
