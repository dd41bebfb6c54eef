/* Erase a picture. */
#include "service/erase_media.h"

#include "service/begin_erasure.h"
#include "store/media.h"

static enum err media_begin(struct ctx *ctx, void *arg)
{
    struct begun *begun = arg;
    struct erase_step step = begin_step(begun);
    bool is_done = false;
    TRY(store_erase_media(ctx, &step, media_id(begun->erasure.subject), &is_done));
    return begin_insert(ctx, begun, &step, is_done);
}

enum err service_begin_media_erasure(struct ctx *ctx, struct media_id id, struct account_id owner)
{
    struct begun begun;
    begin_init(ctx, &begun, ERASURE_MEDIA, id.v, owner);
    begin_hide(ctx, &begun, cache_ref_media(id));
    begin_touch(ctx, &begun, cache_ref_account(owner));
    return begin_write(ctx, media_begin, &begun);
}

enum err service_erase_media(struct ctx *ctx, struct media_id id)
{
    struct media media;
    TRY(store_media_get(ctx, id, &media));
    if (account_id_is_none(ctx->viewer.account) || !account_id_eq(media.owner, ctx->viewer.account))
        return ERR_NOT_FOUND;
    return service_begin_media_erasure(ctx, id, media.owner);
}
