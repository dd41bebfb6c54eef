/* Hashtags in the store. */
#include "store/tag.h"

#include "store/queries.h"

/* The last character there is, which stands behind all that a hashtag can have. */
#define BEHIND_ALL "\xf4\x8f\xbf\xbf"

enum err store_tag_search(struct ctx *ctx, struct sv begin, int64_t offset, int64_t count,
                          struct sv **out, size_t *out_count)
{
    struct q_tag_names_by_beginning_row *rows = NULL;
    struct sv upto = sv_concat(ctx->arena, (struct sv[]){ begin, SV(BEHIND_ALL) }, 2);
    TRY(q_tag_names_by_beginning(ctx, begin, upto, offset, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct sv, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].name;
    return ERR_OK;
}
