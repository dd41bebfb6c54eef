/* Hashtags in the store. */
#include "store/tag.h"

#include "store/account.h"
#include "store/queries.h"

/* The last character there is, which stands behind all that a hashtag can have. */
#define BEHIND_ALL "\xf4\x8f\xbf\xbf"

enum err store_tag_search(struct ctx *ctx, struct sv begin, bool is_reviewed, int64_t offset,
                          int64_t count, struct sv **out, size_t *out_count)
{
    struct q_tag_names_by_beginning_row *rows = NULL;
    struct sv upto = sv_concat(ctx->arena, (struct sv[]){ begin, SV(BEHIND_ALL) }, 2);
    TRY(q_tag_names_by_beginning(ctx, begin, upto, is_reviewed, offset, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct sv, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].name;
    return ERR_OK;
}

static struct tag tag_of(const struct tag_row *row)
{
    return (struct tag){ .id = row->id,
                         .name = row->name,
                         .decision = (enum trend_decision)row->trend_decision,
                         .is_unusable = row->is_unusable,
                         .is_unlisted = row->is_unlisted,
                         .reviewed_ms = row->reviewed_ms };
}

static void tags_take(struct ctx *ctx, const struct tag_row *rows, size_t count, struct tag **out)
{
    *out = ARENA_ARRAY(ctx->arena, struct tag, count);
    for (size_t i = 0; i < count; i++)
        (*out)[i] = tag_of(&rows[i]);
}

enum err store_tag_find(struct ctx *ctx, struct tag_id id, bool *out_found, struct tag *out)
{
    struct tag_row row;
    TRY(q_tag_by_id(ctx, id, out_found, &row));
    if (*out_found)
        *out = tag_of(&row);
    return ERR_OK;
}

enum err store_tag_find_named(struct ctx *ctx, struct sv name, bool *out_found, struct tag *out)
{
    struct tag_row row;
    TRY(q_tag_row_by_name(ctx, name, out_found, &row));
    if (*out_found)
        *out = tag_of(&row);
    return ERR_OK;
}

enum err store_tag_page(struct ctx *ctx, const struct paging *paging, struct tag **out,
                        size_t *out_count)
{
    struct tag_row *rows = NULL;
    TRY(q_tag_page(ctx, paging, &rows, out_count));
    tags_take(ctx, rows, *out_count, out);
    return ERR_OK;
}

enum err store_tag_trends(struct ctx *ctx, enum trend_decision least, enum trend_decision most,
                          int64_t skip, int64_t count, struct tag **out, size_t *out_count)
{
    struct tag_row *rows = NULL;
    TRY(q_trend_tags(ctx, least, most, skip, count, &rows, out_count));
    tags_take(ctx, rows, *out_count, out);
    return ERR_OK;
}

enum err store_tag_decide(struct ctx *ctx, const struct tag *tag)
{
    return q_tag_decide(ctx, tag->id, tag->decision, tag->is_unusable, tag->is_unlisted,
                        ctx->now_ms, NULL);
}

enum err store_tags_unusable(struct ctx *ctx, const struct sv *names, size_t count, bool *out)
{
    *out = false;
    for (size_t at = 0; at < count && !*out; at += STORE_LIST_MAX) {
        struct q_tags_unusable_row *rows = NULL;
        size_t found = 0;
        size_t left = count - at;
        TRY(q_tags_unusable(ctx, &names[at], left < STORE_LIST_MAX ? left : STORE_LIST_MAX, &rows,
                            &found));
        *out = found > 0;
    }
    return ERR_OK;
}
