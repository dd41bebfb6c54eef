/* Follow hashtags. */
#include "service/follow_tag.h"

#include "db/db.h"
#include "feed/feed.h"
#include "service/engine.h"
#include "service/permit.h"
#include "service/tie.h"
#include "text/status_text.h"

struct change {
    struct feed *feed;
    struct account_id owner;
    struct sv name;
    struct tag_id tag;
    int64_t id;
};

static void change_apply(void *arg)
{
    const struct change *c = arg;
    feed_set_invalidate(c->feed, (struct feed_set_key){ FEED_SET_TAGS, c->owner.v });
}

static void change_register(struct ctx *ctx, struct change *c)
{
    db_after_commit(ctx, change_apply, c);
    service_tie_changed(ctx, c->owner, c->owner);
}

static enum err follow_write(struct ctx *ctx, void *arg)
{
    struct change *c = arg;
    change_register(ctx, c);
    return store_followed_tag_insert(ctx, c->owner, c->name, c->tag, c->id, FOLLOWED_TAGS_MAX);
}

static enum err unfollow_write(struct ctx *ctx, void *arg)
{
    struct change *c = arg;
    change_register(ctx, c);
    return store_followed_tag_delete(ctx, c->owner, c->name);
}

static enum err change_make(struct ctx *ctx, struct sv name,
                            enum err (*fn)(struct ctx *ctx, void *arg))
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    if (!status_text_is_tag(name))
        return fail(ctx, ERR_NOT_FOUND, "not a tag");
    struct change change = { .feed = ctx->engine->feed,
                             .owner = ctx->viewer.account,
                             .name = status_text_normalize_tag(ctx->arena, name),
                             .tag = tag_id(engine_next_id(ctx)),
                             .id = engine_next_id(ctx) };
    return service_write_acting(ctx, fn, &change);
}

enum err service_follow_tag(struct ctx *ctx, struct sv name)
{
    return change_make(ctx, name, follow_write);
}

enum err service_unfollow_tag(struct ctx *ctx, struct sv name)
{
    return change_make(ctx, name, unfollow_write);
}

enum err service_is_following_tag(struct ctx *ctx, struct sv name, bool *out)
{
    *out = false;
    if (account_id_is_none(ctx->viewer.account))
        return ERR_OK;
    return store_followed_tag_has(ctx, ctx->viewer.account, name, out);
}

enum err service_list_followed_tags(struct ctx *ctx, const struct paging *paging,
                                    struct followed_tag **out, size_t *out_count)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_ANALYST));
    return store_followed_tag_page(ctx, ctx->viewer.account, paging, out, out_count);
}
