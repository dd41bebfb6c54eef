/* Remember a recipient. */
#include "service/remember_recipient.h"

#include "db/db.h"
#include "store/account.h"
#include "store/outbound.h"
#include "store/status.h"

struct recipient_write {
    const struct status *status;
    struct inbox_id inbox;
};

/* Before or after its deletion, never between: whoever is remembered gets the Delete. */
static enum err recipient_write(struct ctx *ctx, void *arg)
{
    const struct recipient_write *write = arg;
    TRY(store_account_hold(ctx, write->status->account, NULL));
    TRY(store_status_hold(ctx, write->status->id));
    return store_recipient_insert(ctx, write->status->account, write->status->id.v, write->inbox);
}

enum err service_remember_recipient(struct ctx *ctx, const struct status *status,
                                    struct account_id account)
{
    struct recipient_write write = { .status = status };
    enum err err = store_inbox_of_account(ctx, account, &write.inbox);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    return db_write(ctx, recipient_write, &write);
}
