/* Visible: the local status that a route's ":id" names, as far as whoever signed the request may see it. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/request.h"
#include "service/view_status.h"

/**
 * Load it; who signed is remembered as one who has it.
 *
 * Returns  ERR_GONE       erased
 *          ERR_SIGNATURE  signed in a form that is not read
 *          ERR_NOT_FOUND  no such status, another server's, or not for who asks
 */
MUST_USE enum err visible_load(struct ctx *ctx, const struct http_request *req,
                               struct status_view *out);

/** Does the answer depend on who asked? */
bool visible_is_private(const struct status *status);
