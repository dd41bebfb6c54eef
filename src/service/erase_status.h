/* Erase a status: gone when the call returns, erased physically by the job it leaves.
 *
 * The commit deletes the row, writes the tombstone, cancels what still waits to be sent and tells whoever may have it.
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/status.h"

/**
 * Erase a status, or take a reblog back.
 *
 * The author may, acting as himself or as a page he may edit; a moderator may erase anybody's.
 *
 * out      the erasure, for the progress; may be NULL
 *
 * Returns  ERR_NOT_FOUND  no such status, or not the viewer's
 *          ERR_FORBIDDEN  the viewer's role on the page does not allow it
 *          ERR_DB …
 * Cost     one commit; the rest is the job's
 */
MUST_USE enum err service_erase_status(struct ctx *ctx, struct status_id id,
                                       struct erasure_id *out);

/**
 * Erase a status whoever asks: for services that decided themselves (a reblog taken back, a restored backup).
 *
 * status   as loaded, or with at least id, account and visibility
 */
MUST_USE enum err service_begin_status_erasure(struct ctx *ctx, const struct status *status,
                                               struct erasure_id *out);

/**
 * Another server says that something is gone.
 *
 * actor    who signed it, proven
 * uri      the actor itself, or a status of its own; one that is not here is remembered for a week, so that it does not come
 *          after its Delete; anything else is passed over
 *
 * Returns  ERR_DB …
 */
MUST_USE enum err service_receive_delete(struct ctx *ctx, struct account_id actor, struct sv uri);
