/* Owner. */
#include "api/activitypub/owner.h"

#include "api/activitypub/document.h"
#include "service/explain_absence.h"
#include "service/view_account.h"

enum err owner_load(struct ctx *ctx, const struct http_request *req, struct account *out)
{
    int64_t id = 0;
    *out = (struct account){ 0 };
    if (!document_id(req, &id))
        return ERR_NOT_FOUND;
    enum err err = service_view_account(ctx, account_id(id), out);
    if (err == ERR_NOT_FOUND) {
        out->id = account_id(id);
        return service_explain_account_id(ctx, out->id);
    }
    TRY(err);
    return account_is_local(out) ? ERR_OK : ERR_NOT_FOUND;
}
