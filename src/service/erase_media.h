/* Erase a picture: an upload nobody posted, a replaced avatar or header. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/media.h"

/**
 * Erase an upload of the viewer's account that no status shows.
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN  nobody, or a role on the page that may not write
 *          ERR_NOT_FOUND  no such upload, or somebody else's
 *          ERR_CONFLICT   a status shows it
 *          ERR_DB …
 */
MUST_USE enum err service_erase_media(struct ctx *ctx, struct media_id id);

/** The same whoever asks, for the sweep: ERR_CONFLICT when a status took it meanwhile. */
MUST_USE enum err service_begin_upload_erasure(struct ctx *ctx, struct media_id id,
                                               struct account_id owner);

/** Whatever shows it, for services that decided themselves: a profile's replaced picture, a restored backup. */
MUST_USE enum err service_begin_media_erasure(struct ctx *ctx, struct media_id id,
                                              struct account_id owner);
