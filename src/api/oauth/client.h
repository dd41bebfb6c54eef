/* The client of a request to /oauth/token and /oauth/revoke, proven by its secret.
 *
 * Spec: RFC 6749 section 2.3.1 (HTTP Basic, or client_id and client_secret in the body)
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/request.h"
#include "model/application.h"

/**
 * Find and prove the client.
 *
 * Returns  ERR_NOT_FOUND  none named, unknown, or another secret
 *          ERR_DB …
 */
MUST_USE enum err oauth_client_get(struct ctx *ctx, const struct http_request *req,
                                   struct application *out);
