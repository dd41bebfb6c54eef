/* Document: what all answers to other servers have in common.
 *
 * Everything here may be erased, so every answer is asked for again each time (no-cache, with an ETag).
 *
 * Spec: ActivityPub 3.2; the sections on serving actors and on what is served after an erasure in FEDERATION
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/request.h"
#include "http/response.h"
#include "text/json_write.h"

#define DOCUMENT_TYPE "application/activity+json; charset=utf-8"

/** Does the client want ActivityStreams? Otherwise it is sent to the page. */
bool document_is_wanted(const struct http_request *req);

/** The route's ":id"; false when it is none. */
MUST_USE bool document_id(const struct http_request *req, int64_t *out);

/**
 * Make a document the answer, or 304.
 *
 * is_private  who asked was verified, and the answer depends on it
 *
 * Returns  ERR_FORBIDDEN  the consent policy refuses
 */
MUST_USE enum err document_answer(struct ctx *ctx, const struct http_request *req,
                                  struct http_response *res, const struct json_fragment *document,
                                  bool is_private);

/** 410 with a tombstone that says nothing but the address. */
MUST_USE enum err document_gone(struct ctx *ctx, struct http_response *res, struct sv id);

/** Send a browser to the page. */
void document_redirect(struct http_response *res, struct sv page);
