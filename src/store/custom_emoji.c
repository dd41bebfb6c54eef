/* Custom emoji in the store. */
#include "store/custom_emoji.h"

#include "store/queries.h"

static struct custom_emoji emoji_of(const struct custom_emoji_row *row)
{
    return (struct custom_emoji){
        .id = row->id,
        .shortcode = row->shortcode,
        .category = row->category,
        .is_listed = row->is_listed,
        .is_moving = row->is_moving,
        .updated_ms = row->updated_ms,
        .mime = row->mime,
    };
}

static struct sv or_null(struct sv text)
{
    return text.len > 0 ? text : (struct sv){ NULL, 0 };
}

static enum err one(int64_t changed)
{
    return changed > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_custom_emoji_list(struct ctx *ctx, struct sv after, struct custom_emoji **out,
                                 size_t *out_count)
{
    struct custom_emoji_row *rows = NULL;
    TRY(q_custom_emojis_after(ctx, after, STORE_CUSTOM_EMOJI_PAGE, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct custom_emoji, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = emoji_of(&rows[i]);
    return ERR_OK;
}

enum err store_custom_emoji_get(struct ctx *ctx, struct custom_emoji_id id,
                                struct custom_emoji *out)
{
    struct custom_emoji_row row;
    bool is_found = false;
    TRY(q_custom_emoji_get(ctx, id, &is_found, &row));
    if (is_found)
        *out = emoji_of(&row);
    return is_found ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_custom_emoji_find(struct ctx *ctx, struct sv shortcode, struct custom_emoji *out)
{
    struct custom_emoji_row row;
    bool is_found = false;
    TRY(q_custom_emoji_find(ctx, shortcode, &is_found, &row));
    if (is_found)
        *out = emoji_of(&row);
    return is_found ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_custom_emoji_count(struct ctx *ctx, int64_t *out)
{
    return q_custom_emoji_count(ctx, out);
}

enum err store_custom_emoji_insert(struct ctx *ctx, const struct custom_emoji *emoji)
{
    return q_custom_emoji_insert(ctx, emoji->id, emoji->shortcode, or_null(emoji->category),
                                 emoji->is_listed, emoji->is_moving, emoji->updated_ms, emoji->mime,
                                 NULL);
}

enum err store_custom_emoji_update(struct ctx *ctx, const struct custom_emoji *emoji)
{
    int64_t changed = 0;
    TRY(q_custom_emoji_update(ctx, emoji->id, or_null(emoji->category), emoji->is_listed,
                              &changed));
    return one(changed);
}

enum err store_custom_emoji_delete(struct ctx *ctx, struct custom_emoji_id id)
{
    int64_t changed = 0;
    TRY(q_custom_emoji_delete(ctx, id, &changed));
    TRY(q_custom_emoji_pictures_delete(ctx, id, NULL));
    return one(changed);
}

enum err store_custom_emoji_picture_insert(struct ctx *ctx, struct custom_emoji_id id,
                                           enum media_version version,
                                           const struct custom_emoji_picture *picture)
{
    return q_custom_emoji_picture_insert(ctx, id, version, picture->mime, picture->bytes, NULL);
}

enum err store_custom_emoji_picture_get(struct ctx *ctx, struct custom_emoji_id id,
                                        enum media_version version,
                                        struct custom_emoji_picture *out)
{
    struct q_custom_emoji_picture_find_row row;
    bool is_found = false;
    TRY(q_custom_emoji_picture_find(ctx, id, version, &is_found, &row));
    if (is_found)
        *out = (struct custom_emoji_picture){ row.mime, row.bytes };
    return is_found ? ERR_OK : ERR_NOT_FOUND;
}
