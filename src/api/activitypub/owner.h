/* Owner: the local account that a route's ":id" names. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/request.h"
#include "model/account.h"

/**
 * Load it.
 *
 * out      blanked when it is suspended; its id is set also with ERR_GONE
 *
 * Returns  ERR_GONE       erased
 *          ERR_NOT_FOUND  no such account, or another server's
 */
MUST_USE enum err owner_load(struct ctx *ctx, const struct http_request *req, struct account *out);
