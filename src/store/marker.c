/* Markers in the store. */
#include "store/marker.h"

#include "store/queries.h"

/* As stored. */
static const struct sv names[MARKER_COUNT] = {
    [MARKER_HOME] = SV_INIT("home"),
    [MARKER_NOTIFICATIONS] = SV_INIT("notifications"),
};

enum err store_marker_get(struct ctx *ctx, struct account_id owner, enum marker_timeline timeline,
                          struct marker *out)
{
    assert(timeline < MARKER_COUNT);
    struct marker_row row;
    bool is_found = false;
    TRY(q_marker_get(ctx, owner, names[timeline], &is_found, &row));
    *out = (struct marker){ 0 };
    if (is_found)
        *out = (struct marker){ row.last_read_id, row.version, row.updated_ms };
    return ERR_OK;
}

enum err store_marker_set(struct ctx *ctx, struct account_id owner, enum marker_timeline timeline,
                          int64_t last_read)
{
    assert(timeline < MARKER_COUNT);
    return q_marker_set(ctx, owner, names[timeline], last_read, ctx->now_ms, NULL);
}
