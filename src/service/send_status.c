/* Send a status to other servers. */
#include "service/send_status.h"

#include "service/engine.h"
#include "store/outbound.h"

static enum err recipient_add(struct ctx *ctx, const struct status *status,
                              struct account_id account, size_t *count)
{
    if (account_id_is_none(account))
        return ERR_OK;
    struct inbox_id inbox;
    enum err err = store_inbox_of_account(ctx, account, &inbox);
    /* A local account, or one whose actor was never read. */
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    (*count)++;
    return store_recipient_insert(ctx, status->account, status->id.v, inbox);
}

static enum err recipients_add(struct ctx *ctx, const struct status *status, size_t *count)
{
    for (size_t i = 0; i < status->mention_count; i++)
        TRY(recipient_add(ctx, status, status->mentions[i].account, count));
    /* Whom a public status answers or reblogs should hear of it; a narrower one names whom it is for. */
    if (status->visibility > VISIBILITY_UNLISTED)
        return ERR_OK;
    TRY(recipient_add(ctx, status, status->in_reply_to_account, count));
    return recipient_add(ctx, status, status->reblog_of_account, count);
}

enum err service_send_status(struct ctx *ctx, const struct status *status, enum activity_kind kind,
                             int64_t reach, int64_t *out_seq)
{
    size_t recipient_count = 0;
    TRY(recipients_add(ctx, status, &recipient_count));
    *out_seq = 0;
    bool is_direct = status->visibility == VISIBILITY_DIRECT;
    if (is_direct && recipient_count == 0)
        return ERR_OK;
    struct fanout_made made;
    TRY(store_fanout_insert(ctx, status->account, kind, status->id.v,
                            is_direct ? FANOUT_NOBODY : reach, &made));
    if (made.is_waiting)
        engine_wake_delivery(ctx);
    *out_seq = made.seq;
    return ERR_OK;
}
