/* Feed follow. */
#include "service/feed_follow.h"

#include "base/vec.h"
#include "db/db.h"
#include "service/engine.h"
#include "service/follow_tag.h"
#include "store/feed_post.h"
#include "store/list.h"
#include "store/relation.h"

#define FILL_PAGE 1000
#define LOAD_PAGE 5000

/* A page of who is in a set, by id. */
static enum err members_page(struct ctx *ctx, struct feed_set_key key, struct account_id after,
                             struct account_id **out, size_t *out_count)
{
    if (key.kind == FEED_SET_LIST)
        return store_list_member_ids(ctx, list_id(key.id), after, LOAD_PAGE, out, out_count);
    return store_following_page(ctx, account_id(key.id), after, LOAD_PAGE, out, out_count);
}

/* A tag stands in its set as an author does: the index only keeps numbers. */
static enum err tags_load(struct ctx *ctx, struct account_id owner, struct feed_draft *draft)
{
    struct tag_id *tags = NULL;
    size_t count = 0;
    TRY(store_followed_tag_ids(ctx, owner, 0, FOLLOWED_TAGS_MAX, &tags, &count));
    for (size_t i = 0; i < count; i++)
        feed_draft_add(draft, account_id(tags[i].v));
    return ERR_OK;
}

enum err service_feed_load(struct ctx *ctx, struct feed_set_key key, struct feed_draft *draft)
{
    struct account_id after = { 0 };
    size_t count = LOAD_PAGE;
    if (key.kind == FEED_SET_TAGS)
        return tags_load(ctx, account_id(key.id), draft);
    if (key.kind == FEED_SET_HOME)
        feed_draft_add(draft, account_id(key.id));
    while (count == LOAD_PAGE) {
        struct account_id *page = NULL;
        TRY(members_page(ctx, key, after, &page, &count));
        for (size_t i = 0; i < count; i++)
            feed_draft_add(draft, page[i]);
        if (count > 0)
            after = page[count - 1];
    }
    return ERR_OK;
}

struct change {
    struct feed *feed;
    struct account_id follower;
    struct account_id author;
    bool *out_fills; /* NULL: an end */
};

static void change_apply(void *arg)
{
    const struct change *c = arg;
    feed_set_invalidate(c->feed, (struct feed_set_key){ FEED_SET_HOME, c->follower.v });
    if (c->out_fills == NULL)
        feed_release_author(c->feed, c->author, 1);
    else if (feed_retain_author(c->feed, c->author, 1))
        *c->out_fills = true;
}

static void change_register(struct ctx *ctx, struct account_id follower, struct account_id author,
                            bool *out_fills)
{
    struct change *c = ARENA_NEW(ctx->arena, struct change);
    *c = (struct change){ ctx->engine->feed, follower, author, out_fills };
    db_after_commit(ctx, change_apply, c);
}

void service_feed_followed(struct ctx *ctx, struct account_id follower, struct account_id author,
                           bool *out_fills)
{
    change_register(ctx, follower, author, out_fills);
}

void service_feed_unfollowed(struct ctx *ctx, struct account_id follower, struct account_id author)
{
    change_register(ctx, follower, author, NULL);
}

static uint32_t flags_of(const struct store_feed_post *post)
{
    static const uint32_t by_visibility[] = {
        [VISIBILITY_PUBLIC] = FEED_FLAG_PUBLIC,
        [VISIBILITY_UNLISTED] = FEED_FLAG_UNLISTED,
        [VISIBILITY_PRIVATE] = FEED_FLAG_FOLLOWERS,
        [VISIBILITY_DIRECT] = FEED_FLAG_DIRECT,
    };
    return by_visibility[post->visibility] | (post->is_reblog ? FEED_FLAG_REBLOG : 0U) |
           (post->is_reply ? FEED_FLAG_REPLY : 0U) | (post->is_local ? FEED_FLAG_LOCAL : 0U);
}

enum err service_feed_fill(struct ctx *ctx, struct account_id author)
{
    struct feed *feed = ctx->engine->feed;
    VEC(struct feed_post) posts = { 0 };
    struct status_id newest = { 0 };
    TRY(store_feed_newest(ctx, author, &newest));
    int64_t after = feed_floor(feed) - 1;
    size_t count = FILL_PAGE;
    while (count == FILL_PAGE) {
        struct store_feed_post *page = NULL;
        TRY(store_feed_posts(ctx, author, after, FILL_PAGE, &page, &count));
        for (size_t i = 0; i < count; i++)
            *VEC_PUSH(ctx->arena, &posts) =
                (struct feed_post){ page[i].id, author, flags_of(&page[i]) };
        if (count > 0)
            after = page[count - 1].id.v;
        if (arena_is_over(ctx->arena))
            return fail(ctx, ERR_LIMIT, "the author's recent posts pass the arena");
    }
    feed_fill_author(feed, posts.items, posts.count, author, newest);
    return ERR_OK;
}
