/* Schedule a status. */
#include "service/schedule_status.h"

#include "base/clock.h"
#include "db/db.h"
#include "service/approve_status.h"
#include "service/begin_erasure.h"
#include "service/compose_status.h"
#include "service/engine.h"
#include "service/log_page.h"
#include "service/permit.h"
#include "store/idempotency.h"
#include "store/media.h"
#include "store/scheduled_status.h"

struct schedule {
    struct scheduled_status status;
    struct scheduled_sealed sealed;
    struct job_id job;
    struct sv key_hash; /* empty: no idempotency key */
};

bool service_is_ahead(const struct ctx *ctx, int64_t due_ms)
{
    return due_ms > ctx->now_ms + SCHEDULED_AHEAD_MS;
}

static enum err media_take(struct ctx *ctx, const struct post_draft *draft,
                           struct scheduled_status *out)
{
    TRY(service_check_media(ctx, draft->media, draft->media_count, out->owner, status_id(0)));
    struct media *media = ARENA_ARRAY(ctx->arena, struct media, draft->media_count);
    for (size_t i = 0; i < draft->media_count; i++)
        TRY(store_media_get(ctx, draft->media[i], &media[i]));
    out->media = media;
    out->media_count = draft->media_count;
    return ERR_OK;
}

static enum err schedule_prepare(struct ctx *ctx, const struct post_draft *draft, int64_t due_ms,
                                 bool waits, struct schedule *s)
{
    struct status_view parent;
    s->job = job_id(engine_next_id(ctx));
    s->status = (struct scheduled_status){
        .id = scheduled_status_id(engine_next_id(ctx)),
        .owner = ctx->viewer.account,
        .due_ms = due_ms,
        .text = draft->text,
        .spoiler = draft->spoiler,
        .has_visibility = draft->has_visibility,
        .visibility = draft->visibility,
        .has_sensitive = draft->has_sensitive,
        .is_sensitive = draft->is_sensitive,
        .language = service_status_language(draft->language),
        .in_reply_to = draft->in_reply_to,
        .application = ctx->viewer.application,
        .stage = waits ? SCHEDULED_WAITS : SCHEDULED_DUE,
        .author = waits ? ctx->viewer.user_account : account_id(0),
        .poll = draft->poll,
    };
    TRY(media_take(ctx, draft, &s->status));
    if (!status_id_is_none(draft->in_reply_to))
        TRY(service_view_status(ctx, draft->in_reply_to, &parent));
    TRY(service_check_words(ctx, draft->text, draft->spoiler, draft->media_count));
    if (draft->poll != NULL)
        TRY(service_check_poll(ctx, draft->poll));
    return store_scheduled_seal(ctx, &s->status, &s->sealed);
}

/* Inside db_write. */
static enum err limits_check(struct ctx *ctx, const struct scheduled_status *s, bool is_new)
{
    int64_t day_ms = s->due_ms - s->due_ms % MS_PER_DAY;
    int64_t all = 0;
    int64_t of_day = 0;
    TRY(store_scheduled_count(ctx, s->owner, day_ms, day_ms + MS_PER_DAY, s->id, &all, &of_day));
    if (of_day >= SCHEDULED_DAY_MAX || (is_new && all >= SCHEDULED_MAX))
        return fail(ctx, ERR_LIMIT, "%lld are scheduled, %lld of them on that day", (long long)all,
                    (long long)of_day);
    return ERR_OK;
}

static enum err schedule_write(struct ctx *ctx, void *arg)
{
    const struct schedule *s = arg;
    struct status_id as_status = status_id(s->status.id.v);
    if (s->key_hash.len > 0)
        TRY(store_idempotency_insert(ctx, s->status.owner, s->key_hash, as_status));
    TRY(limits_check(ctx, &s->status, true));
    TRY(store_scheduled_insert(ctx, &s->status, &s->sealed, s->job));
    bool waits = s->status.stage == SCHEDULED_WAITS;
    TRY(service_log_acting(ctx, waits ? PAGE_LOG_SUBMITTED : PAGE_LOG_SCHEDULED, account_id(0),
                           status_id(0)));
    engine_wake_jobs(ctx);
    return ERR_OK;
}

/* Posted or deleted since: the key is free again only after its hour, so nothing is scheduled twice. */
static enum err earlier_find(struct ctx *ctx, struct sv key_hash, bool *out_found,
                             struct scheduled_status *out)
{
    struct status_id id;
    *out_found = false;
    if (key_hash.len == 0)
        return ERR_OK;
    TRY(store_idempotency_find(ctx, ctx->viewer.account, key_hash, out_found, &id));
    return *out_found ? service_get_scheduled(ctx, scheduled_status_id(id.v), out) : ERR_OK;
}

enum err service_schedule_status(struct ctx *ctx, const struct post_draft *draft, int64_t due_ms,
                                 struct scheduled_status *out)
{
    bool waits = false;
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    TRY(service_must_wait(ctx, &waits));
    assert(waits || service_is_ahead(ctx, due_ms));
    struct schedule schedule = { .key_hash = service_idempotency_hash(ctx, draft) };
    bool is_found = false;
    TRY(earlier_find(ctx, schedule.key_hash, &is_found, out));
    if (is_found)
        return ERR_OK;
    enum err err =
        schedule_prepare(ctx, draft, due_ms > ctx->now_ms ? due_ms : ctx->now_ms, waits, &schedule);
    if (err == ERR_OK)
        err = service_write_acting(ctx, schedule_write, &schedule);
    store_scheduled_sealed_wipe(&schedule.sealed);
    if (err == ERR_DUPLICATE) {
        TRY(earlier_find(ctx, schedule.key_hash, &is_found, out));
        return is_found ? ERR_OK : ERR_DUPLICATE;
    }
    TRY(err);
    *out = schedule.status;
    return ERR_OK;
}

enum err service_list_scheduled(struct ctx *ctx, const struct paging *paging,
                                struct scheduled_status **out, size_t *out_count,
                                struct paging_span *out_span)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    return store_scheduled_page(ctx, ctx->viewer.account, paging, out, out_count, out_span);
}

enum err service_get_scheduled(struct ctx *ctx, struct scheduled_status_id id,
                               struct scheduled_status *out)
{
    struct scheduled_status scheduled;
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    TRY(store_scheduled_get(ctx, id, &scheduled));
    if (!account_id_eq(scheduled.owner, ctx->viewer.account))
        return ERR_NOT_FOUND;
    *out = scheduled;
    return ERR_OK;
}

static enum err due_write(struct ctx *ctx, void *arg)
{
    const struct schedule *s = arg;
    TRY(limits_check(ctx, &s->status, false));
    TRY(store_scheduled_set_due(ctx, s->status.id, s->status.owner, s->status.due_ms, s->job));
    engine_wake_jobs(ctx);
    return ERR_OK;
}

enum err service_reschedule_status(struct ctx *ctx, struct scheduled_status_id id, int64_t due_ms,
                                   struct scheduled_status *out)
{
    struct schedule schedule = { .job = job_id(engine_next_id(ctx)) };
    TRY(service_get_scheduled(ctx, id, &schedule.status));
    if (schedule.status.stage != SCHEDULED_DUE)
        schedule.job = job_id(0);
    if (!service_is_ahead(ctx, due_ms))
        return fail(ctx, ERR_VALIDATION, "due too soon");
    schedule.status.due_ms = due_ms;
    TRY(service_write_acting(ctx, due_write, &schedule));
    *out = schedule.status;
    return ERR_OK;
}

static enum err delete_begin(struct ctx *ctx, void *arg)
{
    struct begun *begun = arg;
    struct erase_step step = begin_step(begun);
    bool is_done = false;
    TRY(store_erase_scheduled(ctx, &step, scheduled_status_id(begun->erasure.subject), &is_done));
    return begin_insert(ctx, begun, &step, is_done);
}

enum err service_begin_scheduled_erasure(struct ctx *ctx, struct scheduled_status_id id,
                                         struct account_id owner)
{
    struct begun begun;
    begin_init(ctx, &begun, ERASURE_SCHEDULED, id.v, owner);
    return begin_write(ctx, delete_begin, &begun);
}

enum err service_delete_scheduled(struct ctx *ctx, struct scheduled_status_id id)
{
    struct scheduled_status scheduled;
    TRY(service_get_scheduled(ctx, id, &scheduled));
    return service_begin_scheduled_erasure(ctx, id, scheduled.owner);
}

static struct post_draft draft_of(struct ctx *ctx, const struct scheduled_status *s)
{
    struct media_id *media = ARENA_ARRAY(ctx->arena, struct media_id, s->media_count);
    for (size_t i = 0; i < s->media_count; i++)
        media[i] = s->media[i].id;
    return (struct post_draft){
        .text = s->text,
        .spoiler = s->spoiler,
        .has_visibility = s->has_visibility,
        .visibility = s->visibility,
        .in_reply_to = s->in_reply_to,
        .language = s->language,
        .has_sensitive = s->has_sensitive,
        .is_sensitive = s->is_sensitive,
        .media = media,
        .media_count = s->media_count,
        .poll = s->poll,
        .scheduled = s->id,
    };
}

enum err service_publish_scheduled(struct ctx *ctx, const struct job *job)
{
    struct scheduled_status scheduled;
    struct status posted;
    enum err err = store_scheduled_get(ctx, scheduled_status_id(job->subject), &scheduled);
    if (err == ERR_NOT_FOUND)
        return ERR_OK; /* posted or deleted */
    TRY(err);
    if (scheduled.due_ms > ctx->now_ms || scheduled.stage != SCHEDULED_DUE)
        return ERR_OK; /* put off: another job does it */
    ctx->viewer =
        (struct viewer){ .account = scheduled.owner, .application = scheduled.application };
    struct post_draft draft = draft_of(ctx, &scheduled);
    err = service_post_status(ctx, &draft, &posted);
    if (err != ERR_NOT_FOUND)
        return err;
    /* Deleted at the same time, or what it answers is gone. */
    return store_scheduled_get(ctx, scheduled.id, &scheduled) == ERR_NOT_FOUND ? ERR_OK : err;
}
