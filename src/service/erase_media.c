/* Erase a picture. */
#include "service/erase_media.h"

#include "service/begin_erasure.h"
#include "service/permit.h"
#include "store/media.h"

struct media_write {
    struct begun begun;
    bool is_upload; /* only while nothing shows it */
};

/* In the write, since a status may take it until then. */
static enum err unused_check(struct ctx *ctx, struct media_id id)
{
    struct media_use use;
    TRY(store_media_get_use(ctx, id, &use));
    return use.is_attached ? fail(ctx, ERR_CONFLICT, "media of a status") : ERR_OK;
}

static enum err media_begin(struct ctx *ctx, void *arg)
{
    struct media_write *write = arg;
    struct begun *begun = &write->begun;
    struct erase_step step = begin_step(begun);
    bool is_done = false;
    if (write->is_upload)
        TRY(unused_check(ctx, media_id(begun->erasure.subject)));
    TRY(store_erase_media(ctx, &step, media_id(begun->erasure.subject), &is_done));
    return begin_insert(ctx, begun, &step, is_done);
}

static enum err erasure_begin(struct ctx *ctx, struct media_id id, struct account_id owner,
                              bool is_upload)
{
    struct media_write write = { .is_upload = is_upload };
    begin_init(ctx, &write.begun, ERASURE_MEDIA, id.v, owner);
    begin_hide(ctx, &write.begun, cache_ref_media(id));
    begin_touch(ctx, &write.begun, cache_ref_account(owner));
    return begin_write(ctx, media_begin, &write);
}

enum err service_begin_media_erasure(struct ctx *ctx, struct media_id id, struct account_id owner)
{
    return erasure_begin(ctx, id, owner, false);
}

enum err service_begin_upload_erasure(struct ctx *ctx, struct media_id id, struct account_id owner)
{
    return erasure_begin(ctx, id, owner, true);
}

enum err service_erase_media(struct ctx *ctx, struct media_id id)
{
    struct media_use use;
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    TRY(store_media_get_use(ctx, id, &use));
    if (use.purpose != MEDIA_ATTACHMENT || !account_id_eq(use.owner, ctx->viewer.account))
        return ERR_NOT_FOUND;
    return service_begin_upload_erasure(ctx, id, use.owner);
}
