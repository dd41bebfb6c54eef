/* Answer notification requests. */
#include "service/answer_notification_request.h"

#include "db/db.h"
#include "service/engine.h"
#include "service/permit.h"
#include "service/view_account.h"
#include "store/account.h"
#include "store/notification.h"
#include "store/notification_policy.h"
#include "store/notification_request.h"
#include "store/push.h"
#include "stream/stream.h"

#define MERGE_BATCH 100
#define DISMISS_BATCH 1000

/* What each says, of those whose accounts are still there. */
static enum err views_make(struct ctx *ctx, const struct notification_request *list, size_t count,
                           struct notification_request_view **out, size_t *out_count)
{
    struct account_id *from = ARENA_ARRAY(ctx->arena, struct account_id, count);
    struct status_id *about = ARENA_ARRAY(ctx->arena, struct status_id, count);
    const struct account *accounts = NULL;
    const struct status_view *statuses = NULL;
    size_t about_count = 0;
    size_t account_count = 0;
    size_t status_count = 0;
    for (size_t i = 0; i < count; i++) {
        from[i] = list[i].from;
        if (!status_id_is_none(list[i].last_status))
            about[about_count++] = list[i].last_status;
    }
    TRY(service_view_accounts(ctx, from, count, &accounts, &account_count));
    TRY(service_view_statuses(ctx, about, about_count, &statuses, &status_count));
    *out = ARENA_ARRAY(ctx->arena, struct notification_request_view, count);
    *out_count = 0;
    for (size_t i = 0; i < count; i++) {
        struct notification_request_view view = { .request = list[i] };
        for (size_t j = 0; j < account_count; j++)
            if (account_id_eq(accounts[j].id, list[i].from))
                view.account = &accounts[j];
        for (size_t j = 0; j < status_count; j++)
            if (status_id_eq(statuses[j].status->id, list[i].last_status))
                view.status = &statuses[j];
        if (view.account != NULL)
            (*out)[(*out_count)++] = view;
    }
    return ERR_OK;
}

enum err service_list_notification_requests(struct ctx *ctx, const struct paging *paging,
                                            struct notification_request_view **out,
                                            size_t *out_count, struct paging_span *out_span)
{
    struct notification_request *list = NULL;
    size_t count = 0;
    struct paging_span span = { 0 };
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    TRY(store_notification_request_page(ctx, ctx->viewer.account, paging, &list, &count));
    for (size_t i = 0; i < count; i++)
        paging_span_add(&span, list[i].id.v);
    TRY(views_make(ctx, list, count, out, out_count));
    *out_span = span;
    return ERR_OK;
}

enum err service_get_notification_request(struct ctx *ctx, struct notification_request_id id,
                                          struct notification_request_view *out)
{
    struct notification_request request;
    struct notification_request_view *views = NULL;
    size_t count = 0;
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    TRY(store_notification_request_get(ctx, ctx->viewer.account, id, &request));
    TRY(views_make(ctx, &request, 1, &views, &count));
    if (count == 0)
        return ERR_NOT_FOUND;
    *out = views[0];
    return ERR_OK;
}

/* Some to answer, and who they are of. */
struct answer {
    const struct notification_request_id *ids;
    size_t count;
    struct account_id from; /* of one that is being dismissed */
    int64_t upto;
    int64_t changed;
};

static enum err accept_one(struct ctx *ctx, struct account_id from)
{
    struct account_id owner = ctx->viewer.account;
    TRY(store_notification_permit(ctx, owner, from));
    TRY(store_notification_request_delete(ctx, owner, from));
    return store_job_insert(ctx, job_id(engine_next_id(ctx)), JOB_MERGE_NOTIFICATIONS, owner,
                            from.v, 0, ctx->now_ms);
}

static enum err accept_write(struct ctx *ctx, void *arg)
{
    struct answer *a = arg;
    a->changed = 0;
    for (size_t i = 0; i < a->count; i++) {
        struct notification_request request;
        enum err err =
            store_notification_request_get(ctx, ctx->viewer.account, a->ids[i], &request);
        if (err == ERR_NOT_FOUND)
            continue;
        TRY(err);
        TRY(accept_one(ctx, request.from));
        a->changed++;
    }
    if (a->changed > 0)
        engine_wake_jobs(ctx);
    return ERR_OK;
}

enum err service_accept_notification_requests(struct ctx *ctx,
                                              const struct notification_request_id *ids,
                                              size_t count)
{
    struct answer answer = { .ids = ids, .count = count };
    assert(count <= NOTIFICATION_REQUESTS_MAX);
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    TRY(service_write_acting(ctx, accept_write, &answer));
    return count == 1 && answer.changed == 0 ? ERR_NOT_FOUND : ERR_OK;
}

static enum err dismiss_write(struct ctx *ctx, void *arg)
{
    struct answer *a = arg;
    return store_notification_delete_kept(ctx, ctx->viewer.account, a->from, a->upto, DISMISS_BATCH,
                                          &a->changed);
}

static enum err dismiss_one(struct ctx *ctx, struct notification_request_id id)
{
    struct notification_request request;
    TRY(store_notification_request_get(ctx, ctx->viewer.account, id, &request));
    db_release(ctx);
    struct answer answer = { .from = request.from, .upto = engine_next_id(ctx) };
    do {
        TRY(service_write_acting(ctx, dismiss_write, &answer));
    } while (answer.changed == DISMISS_BATCH);
    return ERR_OK;
}

enum err service_dismiss_notification_requests(struct ctx *ctx,
                                               const struct notification_request_id *ids,
                                               size_t count)
{
    assert(count <= NOTIFICATION_REQUESTS_MAX);
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    for (size_t i = 0; i < count; i++) {
        enum err err = dismiss_one(ctx, ids[i]);
        if (err != ERR_OK && (err != ERR_NOT_FOUND || count == 1))
            return err;
    }
    return ERR_OK;
}

enum err service_are_notifications_merged(struct ctx *ctx, bool *out)
{
    bool has = false;
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    TRY(store_job_has(ctx, ctx->viewer.account, JOB_MERGE_NOTIFICATIONS, &has));
    *out = !has;
    return ERR_OK;
}

struct merge {
    const struct job *job;
    struct stream *stream;
    int64_t merged;
};

static void merged_publish(void *arg)
{
    const struct merge *m = arg;
    struct stream_channel channel = { .kind = STREAM_CHANNEL_USER_NOTIFICATION,
                                      .id = m->job->owner.v };
    if (!stream_has_listener(m->stream, &channel))
        return;
    struct stream_event *event = stream_event_new(STREAM_EVENT_NOTIFICATIONS_MERGED, SV("1"),
                                                  SV(""), account_id(0), account_id(0));
    stream_publish(m->stream, &channel, event);
    stream_event_unref(event);
}

/* The job goes with its last write, so that who is told by the event finds everything merged. */
static enum err merge_end(struct ctx *ctx, struct merge *m)
{
    bool has_more = false;
    TRY(store_job_delete(ctx, m->job));
    TRY(store_job_has(ctx, m->job->owner, JOB_MERGE_NOTIFICATIONS, &has_more));
    if (!has_more)
        db_after_commit(ctx, merged_publish, m);
    return ERR_OK;
}

static enum err merge_write(struct ctx *ctx, void *arg)
{
    struct merge *m = arg;
    enum account_state state = ACCOUNT_ACTIVE;
    TRY(store_account_hold(ctx, m->job->owner, &state));
    TRY(store_notification_let_through(ctx, m->job->owner, account_id(m->job->subject), MERGE_BATCH,
                                       &m->merged));
    TRY(store_push_pass(ctx, m->job->owner, notification_id(engine_next_id(ctx))));
    return m->merged == MERGE_BATCH ? ERR_OK : merge_end(ctx, m);
}

enum err service_merge_notifications(struct ctx *ctx, const struct job *job)
{
    struct merge m = { .job = job, .stream = ctx->engine->stream, .merged = MERGE_BATCH };
    enum err err = ERR_OK;
    while (err == ERR_OK && m.merged == MERGE_BATCH)
        ARENA_SCOPE (ctx->arena)
            err = db_write(ctx, merge_write, &m);
    return err == ERR_KEY_GONE ? ERR_OK : err;
}
