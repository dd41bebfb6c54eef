/* Find a status by its address. */
#include "service/find_status.h"

#include "db/db.h"
#include "service/engine.h"
#include "service/permit.h"
#include "service/receive_status.h"
#include "text/utf8.h"

#define TEXT_MAX_BYTES 2048

/* Another server's failure is no failure of a search; our own is. */
static enum err status_resolve(struct ctx *ctx, struct sv uri, struct status_id *out)
{
    if (ctx->engine->resolve_status == NULL || site_is_local(&ctx->engine->site, uri))
        return ERR_NOT_FOUND;
    db_release(ctx);
    enum err err = ctx->engine->resolve_status(ctx, uri, out);
    bool is_ours = err == ERR_DB || err == ERR_CORRUPT || err == ERR_BUSY || err == ERR_INTERNAL;
    return err == ERR_OK || is_ours ? err : ERR_NOT_FOUND;
}

enum err service_find_status(struct ctx *ctx, struct sv text, bool may_resolve,
                             struct status_id *out)
{
    struct status status;
    text = sv_trim(text);
    bool is_address = sv_starts_with(text, SV("https://")) || sv_starts_with(text, SV("http://"));
    if (may_resolve)
        TRY(service_permit_acting(ctx, PAGE_ROLE_ANALYST));
    if (!is_address || text.len > TEXT_MAX_BYTES || !utf8_is_valid(text))
        return ERR_NOT_FOUND;
    enum err err = service_find_status_uri(ctx, text, &status);
    if (err == ERR_OK)
        *out = status.id;
    if (err == ERR_NOT_FOUND && may_resolve)
        return status_resolve(ctx, text, out);
    return err == ERR_KEY_GONE ? ERR_NOT_FOUND : err;
}
