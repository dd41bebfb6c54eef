/* Explain absence. */
#include "service/explain_absence.h"

#include "store/tombstone.h"

enum err service_explain_account(struct ctx *ctx, struct sv username)
{
    bool is_gone = false;
    TRY(store_tombstone_has(ctx, TOMBSTONE_HANDLE, sv_lower(ctx->arena, username), &is_gone));
    return is_gone ? ERR_GONE : ERR_NOT_FOUND;
}

enum err service_explain_status(struct ctx *ctx, struct status_id id)
{
    bool is_gone = false;
    TRY(store_tombstone_has_id(ctx, TOMBSTONE_STATUS, id.v, &is_gone));
    return is_gone ? ERR_GONE : ERR_NOT_FOUND;
}
