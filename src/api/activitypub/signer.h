/* Signer: requests of other servers, as fed reads them, and who signed them. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "fed/signature.h"
#include "http/request.h"

/** The request as it came; in the arena. */
struct fed_request signer_request(struct ctx *ctx, const struct http_request *req);

/**
 * Act as whoever signed: sets ctx->viewer.account.
 *
 * Unsigned, or signed with a key that cannot be had or does not fit: the viewer stays nobody, who sees what is public.
 *
 * Returns  ERR_SIGNATURE  signed in a form that is not read: try another
 *          ERR_DB …
 * Thread   a worker's: waits for the network when the key is not here
 */
MUST_USE enum err signer_become_viewer(struct ctx *ctx, const struct http_request *req);
