/* Notifications in the store. */
#include "store/notification.h"

#include "store/queries.h"

static struct notification notification_of(const struct notification_row *row)
{
    return (struct notification){
        .id = row->id,
        .kind = (enum notification_kind)row->kind,
        .owner = row->owner_id,
        .from = row->from_id,
        .status = row->status_id,
        .report = row->report_id,
    };
}

enum err store_notification_doubt(struct ctx *ctx, const struct notification *what,
                                  struct notification_doubt *out)
{
    struct q_notification_refused_row row;
    TRY(q_notification_refused(ctx, what->owner, what->from, what->kind, what->status.v,
                               what->report.v, ctx->now_ms, &row));
    *out = (struct notification_doubt){ row.is_refused, row.is_followed, row.from_silenced,
                                        row.from_domain };
    return ERR_OK;
}

enum err store_notification_insert(struct ctx *ctx, const struct notification *what)
{
    return q_notification_insert(ctx, what->owner, what->id, what->kind, what->from, what->status,
                                 what->report, NULL);
}

enum err store_notification_get(struct ctx *ctx, struct account_id owner, struct notification_id id,
                                struct notification *out)
{
    struct notification_row row;
    bool is_found = false;
    TRY(q_notification_get(ctx, owner, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    *out = notification_of(&row);
    return ERR_OK;
}

enum err store_notification_page(struct ctx *ctx, struct account_id owner,
                                 const struct notification_filter *filter,
                                 const struct paging *paging, struct notification **out,
                                 size_t *out_count)
{
    struct notification_row *rows = NULL;
    size_t count = 0;
    TRY(q_notification_page(ctx, owner, filter->kinds, filter->from.v, paging, &rows, &count));
    struct notification *list = ARENA_ARRAY(ctx->arena, struct notification, count);
    for (size_t i = 0; i < count; i++)
        list[i] = notification_of(&rows[i]);
    *out = list;
    *out_count = count;
    return ERR_OK;
}

enum err store_notification_count_above(struct ctx *ctx, struct account_id owner, int64_t above,
                                        int64_t max, int64_t *out)
{
    return q_notification_count_above(ctx, owner, above, max, out);
}

enum err store_notification_delete(struct ctx *ctx, struct account_id owner,
                                   struct notification_id id)
{
    return q_notification_delete(ctx, owner, id, NULL);
}

enum err store_notification_delete_kind(struct ctx *ctx, struct account_id owner,
                                        struct account_id from, enum notification_kind kind)
{
    return q_notification_delete_kind(ctx, owner, from, kind, NULL);
}

enum err store_notification_delete_from(struct ctx *ctx, struct account_id owner,
                                        struct account_id from)
{
    return q_notification_delete_from(ctx, owner, from, NULL);
}

enum err store_notification_delete_domain(struct ctx *ctx, struct account_id owner,
                                          struct sv domain, int64_t count, int64_t *out_deleted)
{
    return q_notification_delete_domain(ctx, owner, domain, count, out_deleted);
}

enum err store_notification_delete_upto(struct ctx *ctx, struct account_id owner, int64_t upto,
                                        int64_t count, int64_t *out_deleted)
{
    return q_notification_delete_upto(ctx, owner, upto, count, out_deleted);
}
