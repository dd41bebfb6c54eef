/* Erase a picture: an upload nobody posted, a replaced avatar or header. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/media.h"

/**
 * Erase a picture of the viewer; its pictures' statuses stay.
 *
 * Returns  ERR_NOT_FOUND  no such picture, or not the viewer's
 *          ERR_DB …
 */
MUST_USE enum err service_erase_media(struct ctx *ctx, struct media_id id);

/** The same whoever asks, for services that decided themselves: a profile's replaced picture, the sweep. */
MUST_USE enum err service_begin_media_erasure(struct ctx *ctx, struct media_id id,
                                              struct account_id owner);
