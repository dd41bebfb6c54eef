/* Answer: finished JSON goes out here and nowhere else, so that what it says about people is counted first.
 *
 * Spec: DESIGN.md section 9.
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/response.h"
#include "text/json_write.h"

/* Largest answer of the API: a thread of some thousand statuses. */
#define API_ANSWER_BYTES_MAX ((size_t)32 << 20)

struct cache_value;

/** Begin the one JSON value of an answer. */
void api_answer_begin(struct ctx *ctx, struct json_writer *w);

/**
 * End it, ask the consent policy, and make it the answer (200 unless res->status says otherwise).
 *
 * Returns  ERR_FORBIDDEN  the policy refuses
 *          ERR_LIMIT      too large
 */
MUST_USE enum err api_answer_end(struct ctx *ctx, struct http_response *res, struct json_writer *w);

/** The same for who needs what was written: api_keep_end(). */
MUST_USE enum err api_answer_finish(struct ctx *ctx, struct http_response *res,
                                    struct json_writer *w, struct json_fragment *out);

/**
 * Ask the consent policy about bytes that are finished already, and count them.
 *
 * Returns  ERR_FORBIDDEN  the policy refuses
 */
MUST_USE enum err api_consent_check(struct ctx *ctx, const struct json_fragment *fragment);

/** A finished fragment to be kept: bytes and spans, copied. With one reference. */
struct cache_value *api_value_new(const struct json_fragment *fragment);

/** The same back, for json_w_members(); it borrows from the value. Without the distinct subjects. */
struct json_fragment api_value_fragment(const struct cache_value *value);
