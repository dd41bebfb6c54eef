/* Notification requests in the store. */
#include "store/notification_request.h"

#include "store/queries.h"

static struct notification_request request_of(const struct notification_request_row *row)
{
    return (struct notification_request){ .id = row->id,
                                          .from = row->from_id,
                                          .newest = row->newest_id,
                                          .last_status = row->last_status_id,
                                          .count = row->waiting };
}

enum err store_notification_request_page(struct ctx *ctx, struct account_id owner,
                                         const struct paging *paging,
                                         struct notification_request **out, size_t *out_count)
{
    struct notification_request_row *rows = NULL;
    TRY(q_notification_request_page(ctx, owner, NOTIFICATION_WAITING_MAX, paging, &rows,
                                    out_count));
    *out = ARENA_ARRAY(ctx->arena, struct notification_request, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = request_of(&rows[i]);
    return ERR_OK;
}

enum err store_notification_request_get(struct ctx *ctx, struct account_id owner,
                                        struct notification_request_id id,
                                        struct notification_request *out)
{
    struct notification_request *list = NULL;
    size_t count = 0;
    if (id.v < 1 || id.v == INT64_MAX)
        return ERR_NOT_FOUND;
    struct paging paging = paging_of(id.v + 1, id.v - 1, -1, 1);
    TRY(store_notification_request_page(ctx, owner, &paging, &list, &count));
    if (count == 0)
        return ERR_NOT_FOUND;
    *out = list[0];
    return ERR_OK;
}

enum err store_notification_request_delete(struct ctx *ctx, struct account_id owner,
                                           struct account_id from)
{
    return q_notification_request_delete(ctx, owner, from, NULL);
}

enum err store_notification_waiting(struct ctx *ctx, struct account_id owner,
                                    struct notification_waiting *out)
{
    struct q_notification_request_summary_row row;
    TRY(q_notification_request_summary(ctx, owner, NOTIFICATION_WAITING_MAX, &row));
    *out = (struct notification_waiting){ row.requests, row.notifications };
    return ERR_OK;
}
