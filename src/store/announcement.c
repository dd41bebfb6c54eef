/* Announcements in the store. */
#include "store/announcement.h"

#include "store/queries.h"

static struct announcement announcement_of(const struct announcement_row *row)
{
    return (struct announcement){
        .id = row->id,
        .text = row->text,
        .starts_ms = row->starts_ms,
        .ends_ms = row->ends_ms,
        .is_all_day = row->is_all_day,
        .updated_ms = row->updated_ms,
    };
}

enum err store_announcement_get(struct ctx *ctx, struct announcement_id id,
                                struct announcement *out)
{
    struct announcement_row row;
    bool is_found = false;
    TRY(q_announcement_get(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    *out = announcement_of(&row);
    return ERR_OK;
}

enum err store_announcement_list(struct ctx *ctx, struct announcement **out, size_t *out_count)
{
    struct announcement_row *rows = NULL;
    TRY(q_announcements(ctx, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct announcement, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = announcement_of(&rows[i]);
    return ERR_OK;
}

enum err store_announcement_insert(struct ctx *ctx, const struct announcement *what)
{
    return q_announcement_insert(ctx, what->id, what->text, what->starts_ms, what->ends_ms,
                                 what->is_all_day, what->updated_ms, NULL);
}

static enum err one(int64_t changed)
{
    return changed > 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err store_announcement_update(struct ctx *ctx, const struct announcement *what)
{
    int64_t changed = 0;
    TRY(q_announcement_update(ctx, what->id, what->text, what->starts_ms, what->ends_ms,
                              what->is_all_day, what->updated_ms, &changed));
    return one(changed);
}

enum err store_announcement_hold(struct ctx *ctx, struct announcement_id id)
{
    int64_t changed = 0;
    TRY(q_announcement_hold(ctx, id, &changed));
    return one(changed);
}

enum err store_announcement_delete(struct ctx *ctx, struct announcement_id id)
{
    int64_t changed = 0;
    TRY(q_announcement_delete(ctx, id, &changed));
    return one(changed);
}

enum err store_announcement_forget(struct ctx *ctx, struct announcement_id id, int64_t count,
                                   int64_t *out_changed)
{
    return q_announcement_marks_forget(ctx, id, count, out_changed);
}

enum err store_announcement_mark_insert(struct ctx *ctx, struct account_id owner,
                                        const struct announcement_mark *mark, int64_t id)
{
    return q_announcement_mark_insert(ctx, owner, mark->announcement, mark->name, id, NULL);
}

enum err store_announcement_mark_delete(struct ctx *ctx, struct account_id owner,
                                        const struct announcement_mark *mark)
{
    int64_t changed = 0;
    TRY(q_announcement_mark_delete(ctx, owner, mark->announcement, mark->name, &changed));
    return one(changed);
}

enum err store_announcement_marks(struct ctx *ctx, struct account_id owner,
                                  struct announcement_mark **out, size_t *out_count)
{
    struct q_announcement_marks_by_owner_row *rows = NULL;
    TRY(q_announcement_marks_by_owner(ctx, owner, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct announcement_mark, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = (struct announcement_mark){ rows[i].announcement_id, rows[i].name };
    return ERR_OK;
}

enum err store_announcement_reactions(struct ctx *ctx, struct announcement_id id,
                                      struct announcement_reaction **out, size_t *out_count)
{
    struct q_announcement_reactions_row *rows = NULL;
    TRY(q_announcement_reactions(ctx, id, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct announcement_reaction, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = (struct announcement_reaction){ .name = rows[i].name, .count = rows[i].count };
    return ERR_OK;
}

enum err store_announcement_reaction_count(struct ctx *ctx, const struct announcement_mark *mark,
                                           int64_t *out)
{
    return q_announcement_reaction_count(ctx, mark->announcement, mark->name, out);
}
