/* Home from memory: what is kept of each status, put together for one viewer.
 *
 * For each status of a home two things are kept: what everybody sees of it (entity_status_shared) and what it is to this viewer,
 * the look: whether it belongs into their home at all, and their own flags. The index of the feed names the candidates; only
 * those of which something is not kept are read from the store. A look is dropped when the status, whom it shows, or anything
 * between the viewer and others changes (service_tie_changed), so a block or a mute holds from the next read on.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/request.h"
#include "http/response.h"

/**
 * Answer ctx->viewer's home timeline.
 *
 * usual     statuses on a page when the request names no number
 * out_done  false: what is asked for is older than the index, or wanted from its oldest; `res` is untouched
 *
 * Returns   ERR_BAD_PARAM  a paging parameter is no number
 *           ERR_FORBIDDEN  the consent policy refuses
 *           ERR_DB …
 * Spec      Mastodon API, timelines#home
 */
MUST_USE enum err mastodon_home_recall(struct ctx *ctx, const struct http_request *req,
                                       struct http_response *res, size_t usual, bool *out_done);
