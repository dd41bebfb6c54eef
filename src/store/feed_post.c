/* Posts for the index of home timelines. */
#include "store/feed_post.h"

#include "store/queries.h"

static struct store_feed_post post_of(const struct feed_post_row *row)
{
    return (struct store_feed_post){
        .id = row->id,
        .author = row->owner_id,
        .visibility = (enum visibility)row->visibility,
        .is_reblog = !status_id_is_none(row->reblog_of_id),
        .is_reply = !status_id_is_none(row->in_reply_to_id),
        .is_local = row->is_local,
    };
}

enum err store_feed_posts(struct ctx *ctx, struct account_id author, int64_t after, int64_t count,
                          struct store_feed_post **out, size_t *out_count)
{
    struct feed_post_row *rows = NULL;
    size_t row_count = 0;
    TRY(q_feed_posts_by_owner(ctx, author, after, count, &rows, &row_count));
    struct store_feed_post *posts = ARENA_ARRAY(ctx->arena, struct store_feed_post, row_count);
    for (size_t i = 0; i < row_count; i++)
        posts[i] = post_of(&rows[i]);
    *out = posts;
    *out_count = row_count;
    return ERR_OK;
}

enum err store_feed_newest(struct ctx *ctx, struct account_id author, struct status_id *out)
{
    struct q_feed_newest_by_owner_row row;
    bool is_found = false;
    TRY(q_feed_newest_by_owner(ctx, author, &is_found, &row));
    *out = is_found ? row.id : status_id(0);
    return ERR_OK;
}
