/* Mark read: how far the viewer's account has read home and notifications. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/marker.h"

/** Both markers of the viewer's account, by enum marker_timeline; ERR_LOGIN_REQUIRED. */
MUST_USE enum err service_get_markers(struct ctx *ctx, struct marker out[MARKER_COUNT]);

/**
 * Set markers.
 *
 * last_read  by enum marker_timeline; 0: leave this one
 * out        both as they are now
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_BAD_PARAM (a negative id), ERR_DB …
 */
MUST_USE enum err service_set_markers(struct ctx *ctx, const int64_t last_read[MARKER_COUNT],
                                      struct marker out[MARKER_COUNT]);
