/* Publish a status inside this process. */
#include "service/publish_status.h"

#include "cache/cache.h"
#include "db/db.h"
#include "service/engine.h"
#include "store/status.h"
#include "stream/stream.h"

struct committed {
    struct engine *engine;
    struct publication what;
};

struct feed_post service_feed_post(const struct status *status)
{
    static const uint32_t by_visibility[] = {
        [VISIBILITY_PUBLIC] = FEED_FLAG_PUBLIC,
        [VISIBILITY_UNLISTED] = FEED_FLAG_UNLISTED,
        [VISIBILITY_PRIVATE] = FEED_FLAG_FOLLOWERS,
        [VISIBILITY_DIRECT] = FEED_FLAG_DIRECT,
    };
    uint32_t flags = by_visibility[status->visibility];
    if (status_is_reblog(status))
        flags |= FEED_FLAG_REBLOG;
    if (!status_id_is_none(status->in_reply_to))
        flags |= FEED_FLAG_REPLY;
    if (status->is_local)
        flags |= FEED_FLAG_LOCAL;
    return (struct feed_post){ status->id, status->account, flags };
}

static void committed_apply(void *arg)
{
    const struct committed *c = arg;
    const struct publication *what = &c->what;
    if (what->posted != NULL) {
        struct feed_post post = service_feed_post(what->posted);
        feed_insert_posts(c->engine->feed, &post, 1);
        if (what->posted->visibility == VISIBILITY_PUBLIC && !status_is_reblog(what->posted))
            cache_invalidate(c->engine->cache, cache_ref_public());
    }
    if (!status_id_is_none(what->unposted)) {
        (void)feed_delete_post(c->engine->feed, what->unposted);
        cache_tombstone(c->engine->cache, cache_ref_status(what->unposted));
    }
    for (size_t i = 0; i < what->changed_count; i++)
        cache_invalidate(c->engine->cache, what->changed[i]);
}

void service_publish_commit(struct ctx *ctx, const struct publication *what)
{
    struct committed *committed = ARENA_NEW(ctx->arena, struct committed);
    *committed = (struct committed){ ctx->engine, *what };
    db_after_commit(ctx, committed_apply, committed);
}

static void channel_publish(struct ctx *ctx, enum stream_channel_kind kind, int64_t id,
                            struct sv name, struct stream_event *event)
{
    struct stream_channel channel = { .kind = kind, .id = id, .name = name };
    (void)stream_publish(ctx->engine->stream, &channel, event);
}

/* Mastodon keeps replies to others out of the public channels, and reblogs. */
static void public_publish(struct ctx *ctx, const struct status *status, struct stream_event *event)
{
    bool is_reply = !status_id_is_none(status->in_reply_to) &&
                    !account_id_eq(status->in_reply_to_account, status->account);
    if (is_reply)
        return;
    enum stream_channel_kind near =
        status->is_local ? STREAM_CHANNEL_PUBLIC_LOCAL : STREAM_CHANNEL_PUBLIC_REMOTE;
    channel_publish(ctx, STREAM_CHANNEL_PUBLIC, 0, SV(""), event);
    channel_publish(ctx, near, 0, SV(""), event);
    if (status->media_count == 0)
        return;
    enum stream_channel_kind near_media =
        status->is_local ? STREAM_CHANNEL_PUBLIC_LOCAL_MEDIA : STREAM_CHANNEL_PUBLIC_REMOTE_MEDIA;
    channel_publish(ctx, STREAM_CHANNEL_PUBLIC_MEDIA, 0, SV(""), event);
    channel_publish(ctx, near_media, 0, SV(""), event);
}

static void tags_publish(struct ctx *ctx, const struct status *status, struct stream_event *event)
{
    for (size_t i = 0; i < status->tag_count; i++) {
        if (status->tags[i].len > STREAM_NAME_MAX_BYTES)
            continue;
        channel_publish(ctx, STREAM_CHANNEL_HASHTAG, 0, status->tags[i], event);
        if (status->is_local)
            channel_publish(ctx, STREAM_CHANNEL_HASHTAG_LOCAL, 0, status->tags[i], event);
    }
}

static bool set_has(struct ctx *ctx, struct feed_set_key set, uint64_t epoch, int64_t member)
{
    bool is_member = false;
    ARENA_SCOPE (ctx->arena) {
        enum err err =
            feed_has_member(ctx->engine->feed, ctx, set, epoch, account_id(member), &is_member);
        is_member = err == ERR_OK && is_member;
    }
    return is_member;
}

/* May it stand in a home? The index names candidates; who sends it decides. */
static bool home_may_have(struct ctx *ctx, int64_t viewer, uint64_t epoch,
                          const struct status *status, const struct tag_id *tags, size_t tag_count)
{
    if (set_has(ctx, (struct feed_set_key){ FEED_SET_HOME, viewer }, epoch, status->account.v))
        return true;
    for (size_t i = 0; i < tag_count; i++)
        if (set_has(ctx, (struct feed_set_key){ FEED_SET_TAGS, viewer }, epoch, tags[i].v))
            return true;
    return false;
}

/* Only what is for everybody comes by its hashtags. */
static size_t tags_find(struct ctx *ctx, const struct status *status, struct tag_id **out)
{
    size_t count = 0;
    bool has_any = status->visibility == VISIBILITY_PUBLIC && status->tag_count > 0;
    if (!has_any || store_status_tag_ids(ctx, status->id, out, &count) != ERR_OK)
        return 0;
    return count;
}

static void homes_publish(struct ctx *ctx, const struct status *status, struct stream_event *event)
{
    struct engine *engine = ctx->engine;
    int64_t *ids = NULL;
    size_t count = 0;
    stream_list_ids(engine->stream, ctx->arena, STREAM_CHANNEL_USER, &ids, &count);
    db_release(ctx);
    uint64_t epoch = feed_epoch(engine->feed);
    struct tag_id *tags = NULL;
    size_t tag_count = count > 0 ? tags_find(ctx, status, &tags) : 0;
    for (size_t i = 0; i < count; i++)
        if (home_may_have(ctx, ids[i], epoch, status, tags, tag_count))
            channel_publish(ctx, STREAM_CHANNEL_USER, ids[i], SV(""), event);
}

/* Into the lists somebody has open, by who is in them. */
static void lists_publish(struct ctx *ctx, const struct status *status, struct stream_event *event)
{
    struct engine *engine = ctx->engine;
    int64_t *ids = NULL;
    size_t count = 0;
    stream_list_ids(engine->stream, ctx->arena, STREAM_CHANNEL_LIST, &ids, &count);
    db_release(ctx);
    uint64_t epoch = feed_epoch(engine->feed);
    for (size_t i = 0; i < count; i++)
        if (set_has(ctx, (struct feed_set_key){ FEED_SET_LIST, ids[i] }, epoch, status->account.v))
            channel_publish(ctx, STREAM_CHANNEL_LIST, ids[i], SV(""), event);
}

void service_publish_stream(struct ctx *ctx, const struct status *status,
                            enum stream_event_kind kind)
{
    struct sv payload = sv_printf(ctx->arena, "%lld", (long long)status->id.v);
    struct stream_event *event =
        stream_event_new(kind, payload, SV(""), status->account, status->reblog_of_account);
    homes_publish(ctx, status, event);
    lists_publish(ctx, status, event);
    if (status->visibility == VISIBILITY_PUBLIC && !status_is_reblog(status)) {
        public_publish(ctx, status, event);
        tags_publish(ctx, status, event);
    }
    stream_event_unref(event);
}
