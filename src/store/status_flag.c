/* What a page of statuses shows beside them. */
#include "store/status_flag.h"

#include "store/account.h"
#include "store/queries.h"

/* The numbers that the query gives its parts. */
enum flag_kind {
    FLAG_FAVOURITE = 0,
    FLAG_REBLOG = 1,
    FLAG_BOOKMARK = 2,
    FLAG_PIN = 3,
    FLAG_MUTED = 4,
    FLAG_FOLLOWED_TAG = 5,
};

static void flag_set(struct status_flags *flags, int64_t kind)
{
    flags->is_favourited = flags->is_favourited || kind == FLAG_FAVOURITE;
    flags->is_reblogged = flags->is_reblogged || kind == FLAG_REBLOG;
    flags->is_bookmarked = flags->is_bookmarked || kind == FLAG_BOOKMARK;
    flags->is_pinned = flags->is_pinned || kind == FLAG_PIN;
    flags->is_muted = flags->is_muted || kind == FLAG_MUTED;
    flags->has_followed_tag = flags->has_followed_tag || kind == FLAG_FOLLOWED_TAG;
}

enum err store_status_flags(struct ctx *ctx, struct account_id viewer, const struct status_id *ids,
                            size_t count, struct status_flags **out)
{
    assert(count <= STORE_LIST_MAX && !account_id_is_none(viewer));
    struct status_flags *flags = ARENA_ARRAY(ctx->arena, struct status_flags, count);
    struct q_status_flags_row *rows = NULL;
    size_t row_count = 0;
    if (count > 0)
        TRY(q_status_flags(ctx, viewer, ids, count, &rows, &row_count));
    for (size_t i = 0; i < row_count; i++)
        for (size_t j = 0; j < count; j++)
            if (status_id_eq(rows[i].status_id, ids[j]))
                flag_set(&flags[j], rows[i].kind);
    *out = flags;
    return ERR_OK;
}

enum err store_status_applications(struct ctx *ctx, const struct application_id *ids, size_t count,
                                   struct status_application **out, size_t *out_count)
{
    assert(count <= STORE_LIST_MAX);
    struct q_status_application_names_row *rows = NULL;
    size_t row_count = 0;
    if (count > 0)
        TRY(q_status_application_names(ctx, ids, count, &rows, &row_count));
    *out = ARENA_ARRAY(ctx->arena, struct status_application, row_count);
    for (size_t i = 0; i < row_count; i++)
        (*out)[i] = (struct status_application){ rows[i].id, rows[i].name, rows[i].website };
    *out_count = row_count;
    return ERR_OK;
}
