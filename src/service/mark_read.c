/* Mark read. */
#include "service/mark_read.h"

#include "service/permit.h"
#include "store/marker.h"

enum err service_get_markers(struct ctx *ctx, struct marker out[MARKER_COUNT])
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_ANALYST));
    for (int i = 0; i < MARKER_COUNT; i++)
        TRY(store_marker_get(ctx, ctx->viewer.account, (enum marker_timeline)i, &out[i]));
    return ERR_OK;
}

static enum err markers_write(struct ctx *ctx, void *arg)
{
    const int64_t *last_read = arg;
    for (int i = 0; i < MARKER_COUNT; i++)
        if (last_read[i] > 0)
            TRY(store_marker_set(ctx, ctx->viewer.account, (enum marker_timeline)i, last_read[i]));
    return ERR_OK;
}

enum err service_set_markers(struct ctx *ctx, const int64_t last_read[MARKER_COUNT],
                             struct marker out[MARKER_COUNT])
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_MODERATOR));
    int64_t copy[MARKER_COUNT];
    for (int i = 0; i < MARKER_COUNT; i++) {
        if (last_read[i] < 0)
            return fail(ctx, ERR_BAD_PARAM, "negative id");
        copy[i] = last_read[i];
    }
    TRY(service_write_acting(ctx, markers_write, copy));
    return service_get_markers(ctx, out);
}
