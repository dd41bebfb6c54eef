/* Forget the unread. */
#include "service/forget_unread.h"

#include "db/db.h"
#include "service/engine.h"
#include "service/erase_status.h"
#include "store/timeline.h"

#define PAGE 100

enum err service_forget_unread_of(struct ctx *ctx, struct account_id author)
{
    engine_wake_jobs(ctx);
    return store_job_insert(ctx, job_id(engine_next_id(ctx)), JOB_FORGET_UNREAD, account_id(0),
                            author.v, 0, ctx->now_ms);
}

/* One page; out_after stays where it was at the end. */
static enum err page_erase(struct ctx *ctx, struct account_id author, struct status_id *after)
{
    struct timeline_entry *entries = NULL;
    size_t count = 0;
    TRY(store_timeline_unread(ctx, author, *after, PAGE, &entries, &count));
    db_release(ctx);
    for (size_t i = 0; i < count; i++) {
        struct status status = { .id = entries[i].id,
                                 .account = entries[i].author,
                                 .visibility = entries[i].visibility };
        enum err err = service_begin_status_erasure(ctx, &status, NULL);
        if (err != ERR_OK && err != ERR_NOT_FOUND)
            return err;
        *after = status.id;
    }
    return ERR_OK;
}

enum err service_forget_unread(struct ctx *ctx, const struct job *job)
{
    struct status_id after = { 0 };
    struct status_id last = { -1 };
    while (!status_id_eq(after, last)) {
        last = after;
        ARENA_SCOPE (ctx->arena)
            TRY(page_erase(ctx, account_id(job->subject), &after));
    }
    return ERR_OK;
}
