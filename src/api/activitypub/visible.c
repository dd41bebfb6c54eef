/* Visible. */
#include "api/activitypub/visible.h"

#include "api/activitypub/document.h"
#include "api/activitypub/signer.h"
#include "service/explain_absence.h"
#include "service/remember_recipient.h"

bool visible_is_private(const struct status *status)
{
    return status->visibility > VISIBILITY_UNLISTED;
}

enum err visible_load(struct ctx *ctx, const struct http_request *req, struct status_view *out)
{
    int64_t id = 0;
    if (!document_id(req, &id))
        return ERR_NOT_FOUND;
    TRY(signer_become_viewer(ctx, req));
    enum err err = service_view_status(ctx, status_id(id), out);
    if (err == ERR_OK && !out->status->is_local)
        return ERR_NOT_FOUND;
    bool is_signed = !account_id_is_none(ctx->viewer.account);
    if (err == ERR_OK && is_signed && document_is_wanted(req))
        err = service_remember_recipient(ctx, out->status, ctx->viewer.account);
    return err == ERR_NOT_FOUND ? service_explain_status(ctx, status_id(id)) : err;
}
