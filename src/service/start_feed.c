/* Start the feed index. */
#include "service/start_feed.h"

#include "base/vec.h"
#include "conf/settings.h"
#include "db/db.h"
#include "feed/feed.h"
#include "service/engine.h"
#include "store/feed_post.h"
#include "store/relation.h"
#include "store/timeline.h"

#define ACCOUNT_PAGE INT64_C(1000)
#define FOLLOW_PAGE INT64_C(1000)
#define STATUS_PAGE INT64_C(2000)

/* Authors whose newest status is looked up at start; the others' is found when first needed. */
#define NEWEST_MAX ((size_t)20000)

static struct feed_post post_of(const struct timeline_entry *entry)
{
    static const uint32_t by_visibility[] = {
        [VISIBILITY_PUBLIC] = FEED_FLAG_PUBLIC,
        [VISIBILITY_UNLISTED] = FEED_FLAG_UNLISTED,
        [VISIBILITY_PRIVATE] = FEED_FLAG_FOLLOWERS,
        [VISIBILITY_DIRECT] = FEED_FLAG_DIRECT,
    };
    uint32_t flags = by_visibility[entry->visibility];
    if (entry->is_reblog)
        flags |= FEED_FLAG_REBLOG;
    if (entry->is_reply)
        flags |= FEED_FLAG_REPLY;
    if (entry->is_local)
        flags |= FEED_FLAG_LOCAL;
    return (struct feed_post){ entry->id, entry->author, flags };
}

/* The ring is fastest when it is filled upward. */
static void entries_insert(struct ctx *ctx, const struct timeline_entry *entries, size_t count)
{
    struct feed_post *posts = ARENA_ARRAY(ctx->arena, struct feed_post, count);
    for (size_t i = 0; i < count; i++)
        posts[count - 1 - i] = post_of(&entries[i]);
    feed_insert_posts(ctx->engine->feed, posts, count);
}

struct loading {
    VEC(struct account_id) authors; /* each once, NEWEST_MAX at most */
};

static void author_retain(struct ctx *ctx, struct loading *l, struct account_id author)
{
    bool is_first = feed_retain_author(ctx->engine->feed, author, 1);
    if (is_first && l->authors.count < NEWEST_MAX)
        *VEC_PUSH(ctx->arena, &l->authors) = author;
}

static enum err follows_retain(struct ctx *ctx, struct loading *l, struct account_id owner)
{
    struct account_id after = account_id(0);
    author_retain(ctx, l, owner);
    for (;;) {
        struct account_id *ids = NULL;
        size_t count = 0;
        TRY(store_following_page(ctx, owner, after, FOLLOW_PAGE, &ids, &count));
        for (size_t i = 0; i < count; i++)
            author_retain(ctx, l, ids[i]);
        db_release(ctx);
        if (count < (size_t)FOLLOW_PAGE)
            return ERR_OK;
        after = ids[count - 1];
    }
}

static enum err authors_load(struct ctx *ctx, struct loading *l)
{
    struct account_id after = account_id(0);
    for (;;) {
        struct account_id *ids = NULL;
        size_t count = 0;
        TRY(store_local_account_page(ctx, after, ACCOUNT_PAGE, &ids, &count));
        db_release(ctx);
        for (size_t i = 0; i < count; i++)
            TRY(follows_retain(ctx, l, ids[i]));
        if (count < (size_t)ACCOUNT_PAGE)
            return ERR_OK;
        after = ids[count - 1];
    }
}

static enum err posts_page_load(struct ctx *ctx, struct status_id *below, size_t *out_count)
{
    ARENA_SCOPE (ctx->arena) {
        struct timeline_entry *entries = NULL;
        TRY(store_timeline_entries(ctx, *below, STATUS_PAGE, &entries, out_count));
        entries_insert(ctx, entries, *out_count);
        if (*out_count > 0)
            *below = entries[*out_count - 1].id;
    }
    db_release(ctx);
    return ERR_OK;
}

static enum err posts_load(struct ctx *ctx)
{
    int64_t left = conf_i64(ctx->engine->conf, CONF_FEED_CAPACITY);
    struct status_id below = status_id(INT64_MAX);
    while (left > 0) {
        size_t count = 0;
        TRY(posts_page_load(ctx, &below, &count));
        left -= (int64_t)count;
        /* Everything there is was handed in: the ring is complete from the first status on. */
        if (count < (size_t)STATUS_PAGE)
            return ERR_OK;
    }
    feed_raise_floor(ctx->engine->feed, below.v);
    return ERR_OK;
}

enum err service_start_feed(struct ctx *ctx)
{
    struct loading loading = { 0 };
    TRY(authors_load(ctx, &loading));
    TRY(posts_load(ctx));
    for (size_t i = 0; i < loading.authors.count; i++) {
        struct status_id newest = { 0 };
        TRY(store_feed_newest(ctx, loading.authors.items[i], &newest));
        db_release(ctx);
        feed_fill_author(ctx->engine->feed, NULL, 0, loading.authors.items[i], newest);
    }
    return ERR_OK;
}

struct joining {
    struct feed *feed;
    struct account_id account;
};

static void joining_apply(void *arg)
{
    const struct joining *j = arg;
    if (feed_retain_author(j->feed, j->account, 1))
        feed_fill_author(j->feed, NULL, 0, j->account, status_id(0));
}

void service_feed_joined(struct ctx *ctx, struct account_id account)
{
    /* A command without a server has no index: the next start fills it. */
    if (ctx->engine->feed == NULL)
        return;
    struct joining *joining = ARENA_NEW(ctx->arena, struct joining);
    *joining = (struct joining){ ctx->engine->feed, account };
    db_after_commit(ctx, joining_apply, joining);
}
