/* A finished answer that is kept: status, headers and body in the form the library sends.
 *
 * Making an answer anew costs more than sending it, so what is asked for often is kept whole.
 * Immutable and counted; a cache holds one reference and every answer under way another. Holds its
 * body's bytes and about 1 KB.
 */
#pragma once

#include "base/sv.h"
#include "http/response.h"

/**
 * Keep an answer.
 *
 * req      whose route says which headers (CORS) go with it
 * res      status, headers and bytes or shared body, made by a handler; nothing per viewer may
 * stand in it. Its body is referenced, its bytes are copied, so `res` stays whole
 *
 * Returns  with one reference; NULL when the answer has a spoilt header or is of another kind
 */
struct http_cached *http_cached_new(const struct http_request *req,
                                    const struct http_response *res);

/** One reference more. Thread: any. */
struct http_cached *http_cached_ref(struct http_cached *cached);

/** Give up a reference; the last one frees. NULL is accepted. Thread: any. */
void http_cached_unref(struct http_cached *cached);

/** The ETag header it was made with; absent when it has none. */
struct sv http_cached_etag(const struct http_cached *cached);

int http_cached_status(const struct http_cached *cached);

/** Its body, borrowed. */
struct sv http_cached_view(const struct http_cached *cached);
