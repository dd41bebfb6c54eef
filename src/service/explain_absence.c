/* Explain absence. */
#include "service/explain_absence.h"

#include "store/status.h"
#include "store/tombstone.h"

enum err service_explain_account(struct ctx *ctx, struct sv username)
{
    bool is_gone = false;
    TRY(store_tombstone_has(ctx, TOMBSTONE_HANDLE, sv_lower(ctx->arena, username), &is_gone));
    return is_gone ? ERR_GONE : ERR_NOT_FOUND;
}

enum err service_explain_account_id(struct ctx *ctx, struct account_id id)
{
    bool is_gone = false;
    TRY(store_tombstone_has_id(ctx, TOMBSTONE_ACCOUNT, id.v, &is_gone));
    return is_gone ? ERR_GONE : ERR_NOT_FOUND;
}

enum err service_explain_status(struct ctx *ctx, struct status_id id)
{
    bool is_gone = false;
    struct account_id owner;
    TRY(store_tombstone_has_id(ctx, TOMBSTONE_STATUS, id.v, &is_gone));
    if (is_gone)
        return ERR_GONE;
    /* Its row may outlive its author's name by the time that the erasure takes. */
    TRY(store_status_owner(ctx, id, &owner));
    return service_explain_account_id(ctx, owner);
}
