/* Erase a status. */
#include "service/erase_status.h"

#include "db/db.h"
#include "service/begin_erasure.h"
#include "service/engine.h"
#include "service/erase_account.h"
#include "service/log_page.h"
#include "service/receive_activity.h"
#include "store/account.h"
#include "store/erase.h"
#include "store/ingest.h"
#include "store/list.h"
#include "store/status.h"
#include "stream/stream.h"

struct status_write {
    const struct status *status;
    struct begun begun;
};

static enum err status_begin(struct ctx *ctx, void *arg)
{
    struct status_write *write = arg;
    struct erase_step step = begin_step(&write->begun);
    bool is_done = false;
    TRY(store_erase_status(ctx, &step, write->status->id, &is_done));
    if (account_id_eq(write->status->account, ctx->viewer.account))
        TRY(service_log_acting(ctx, PAGE_LOG_DELETED, account_id(0), status_id(0)));
    return begin_insert(ctx, &write->begun, &step, is_done);
}

/* Was it meant for them? */
static enum err is_concerned(struct ctx *ctx, const struct status *status, struct account_id viewer,
                             bool *out)
{
    *out = account_id_eq(viewer, status->account);
    for (size_t i = 0; i < status->mention_count && !*out; i++)
        *out = account_id_eq(viewer, status->mentions[i].account);
    if (*out || status->visibility != VISIBILITY_PRIVATE)
        return ERR_OK;
    return begin_is_following(ctx, viewer, status->account, out);
}

static const enum stream_channel_kind timelines[] = {
    STREAM_CHANNEL_PUBLIC,        STREAM_CHANNEL_PUBLIC_MEDIA,
    STREAM_CHANNEL_PUBLIC_LOCAL,  STREAM_CHANNEL_PUBLIC_LOCAL_MEDIA,
    STREAM_CHANNEL_PUBLIC_REMOTE, STREAM_CHANNEL_PUBLIC_REMOTE_MEDIA,
};

static void timelines_publish(struct ctx *ctx, const struct status *status,
                              struct stream_event *event)
{
    struct stream *stream = ctx->engine->stream;
    for (size_t i = 0; i < ARRAY_COUNT(timelines); i++)
        stream_publish(stream, &(struct stream_channel){ .kind = timelines[i] }, event);
    for (size_t i = 0; i < status->tag_count; i++) {
        struct stream_channel channel = { .kind = STREAM_CHANNEL_HASHTAG, .name = status->tags[i] };
        stream_publish(stream, &channel, event);
        channel.kind = STREAM_CHANNEL_HASHTAG_LOCAL;
        stream_publish(stream, &channel, event);
    }
}

/* Who listens to a channel of an account or of its list. */
static enum err listener_find(struct ctx *ctx, const struct stream_channel *channel,
                              struct account_id *out)
{
    struct list list;
    *out = account_id(channel->id);
    if (channel->kind != STREAM_CHANNEL_LIST)
        return ERR_OK;
    TRY(store_list_get(ctx, list_id(channel->id), &list));
    *out = list.owner;
    return ERR_OK;
}

/* May it have been shown there? A public one may to everybody. */
static enum err listener_is_concerned(struct ctx *ctx, const struct status *status,
                                      const struct stream_channel *channel, bool *out)
{
    struct account_id viewer = { 0 };
    *out = status->visibility <= VISIBILITY_UNLISTED;
    if (*out)
        return ERR_OK;
    enum err err = listener_find(ctx, channel, &viewer);
    if (err == ERR_NOT_FOUND || err == ERR_KEY_GONE)
        return ERR_OK; /* gone meanwhile: its stream ends */
    TRY(err);
    return is_concerned(ctx, status, viewer, out);
}

/* Homes, or lists. Who is in a list may have changed since it was shown there, so members are not asked for. */
static enum err listeners_publish(struct ctx *ctx, const struct status *status,
                                  enum stream_channel_kind kind, struct stream_event *event)
{
    struct stream *stream = ctx->engine->stream;
    int64_t *ids = NULL;
    size_t count = 0;
    stream_list_ids(stream, ctx->arena, kind, &ids, &count);
    for (size_t i = 0; i < count; i++) {
        struct stream_channel channel = { .kind = kind, .id = ids[i] };
        bool is_meant = false;
        TRY(listener_is_concerned(ctx, status, &channel, &is_meant));
        if (is_meant)
            (void)stream_publish(stream, &channel, event);
    }
    return ERR_OK;
}

/* Streams learn the id alone. */
static enum err deletion_publish(struct ctx *ctx, const struct status *status)
{
    if (ctx->engine->stream == NULL)
        return ERR_OK;
    struct sv id = sv_printf(ctx->arena, "%lld", (long long)status->id.v);
    struct account_id nobody = { 0 };
    struct stream_event *event =
        stream_event_new(STREAM_EVENT_DELETE, id, (struct sv){ 0 }, nobody, nobody);
    if (status->visibility == VISIBILITY_PUBLIC)
        timelines_publish(ctx, status, event);
    enum err err = listeners_publish(ctx, status, STREAM_CHANNEL_USER, event);
    if (err == ERR_OK)
        err = listeners_publish(ctx, status, STREAM_CHANNEL_LIST, event);
    stream_event_unref(event);
    return err;
}

enum err service_begin_status_erasure(struct ctx *ctx, const struct status *status,
                                      struct erasure_id *out)
{
    struct status_write write = { .status = status };
    begin_init(ctx, &write.begun, ERASURE_STATUS, status->id.v, status->account);
    begin_hide(ctx, &write.begun, cache_ref_status(status->id));
    for (size_t i = 0; i < status->media_count; i++)
        begin_hide(ctx, &write.begun, cache_ref_media(status->media[i].id));
    if (!status_id_is_none(status->reblog_of))
        begin_touch(ctx, &write.begun, cache_ref_status(status->reblog_of));
    if (!status_id_is_none(status->in_reply_to))
        begin_touch(ctx, &write.begun, cache_ref_status(status->in_reply_to));
    begin_touch(ctx, &write.begun, cache_ref_status(status->thread));
    begin_touch(ctx, &write.begun, cache_ref_account(status->account));
    TRY(begin_write(ctx, status_begin, &write));
    if (out != NULL)
        *out = write.begun.erasure.id;
    return deletion_publish(ctx, status);
}

static enum err may_erase(struct ctx *ctx, const struct status *status)
{
    const struct viewer *viewer = &ctx->viewer;
    if (viewer->role >= USER_ROLE_MODERATOR)
        return ERR_OK;
    if (account_id_is_none(viewer->account) || !account_id_eq(viewer->account, status->account))
        return ERR_NOT_FOUND;
    if (viewer->is_page && viewer->page_role < PAGE_ROLE_EDITOR)
        return fail(ctx, ERR_FORBIDDEN, "editors erase a page's statuses");
    return ERR_OK;
}

enum err service_erase_status(struct ctx *ctx, struct status_id id, struct erasure_id *out)
{
    struct status status;
    TRY(store_status_get(ctx, id, &status));
    TRY(may_erase(ctx, &status));
    return service_begin_status_erasure(ctx, &status, out);
}

static enum err deleted_remember(struct ctx *ctx, void *arg)
{
    const struct sv *hash = arg;
    bool is_new = false;
    return store_seen_insert(ctx, *hash, &is_new);
}

static enum err received_find(struct ctx *ctx, struct sv uri, bool *out_found, struct status *out)
{
    *out_found = false;
    enum err err = store_status_find_uri(ctx, uri, out_found, out);
    return err == ERR_KEY_GONE ? ERR_OK : err;
}

enum err service_receive_delete(struct ctx *ctx, struct account_id actor, struct sv uri)
{
    struct account account;
    enum err err = store_account_get(ctx, actor, &account);
    if (err == ERR_NOT_FOUND || err == ERR_KEY_GONE)
        return ERR_OK;
    TRY(err);
    if (account_is_local(&account))
        return ERR_OK;
    if (sv_eq(account.uri, uri))
        return service_begin_account_erasure(ctx, actor, (struct sv){ 0 }, NULL);
    struct status status;
    bool is_found = false;
    TRY(received_find(ctx, uri, &is_found, &status));
    if (!is_found) {
        /* It may be on its way. Whichever of the two commits first, it is not there afterwards. */
        struct sv hash = service_deleted_hash(ctx, account.uri, uri);
        TRY(db_write(ctx, deleted_remember, &hash));
        TRY(received_find(ctx, uri, &is_found, &status));
    }
    if (!is_found || !account_id_eq(status.account, actor))
        return ERR_OK;
    return service_begin_status_erasure(ctx, &status, NULL);
}
