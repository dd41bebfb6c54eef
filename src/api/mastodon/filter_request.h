/* Filter request: what both versions of the filters' API read alike. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/request.h"
#include "http/response.h"
#include "service/manage_filter.h"

/**
 * Read `context[]` and `expires_in` into an edit; what was not sent stays.
 *
 * Returns  ERR_VALIDATION  a context nobody knows
 *          ERR_BAD_PARAM   expires_in is no number
 */
MUST_USE enum err filter_request_read(struct ctx *ctx, const struct http_request *req,
                                      struct filter_edit *edit);

/** Answer with a filter, or with the word of it that was changed: NULL in a filter without words. */
typedef enum err filter_answer(struct ctx *ctx, struct http_response *res,
                               const struct filter *filter, const struct filter_keyword *word);

/**
 * Answer an edit: 422 in the API's words when it was refused, else what `answer` says of what came of it.
 *
 * edit     as it was asked for; its first word is the one that was changed
 * err      what the service said: ERR_VALIDATION is answered here, others are given back
 * filter   what came of it, when err is ERR_OK
 */
MUST_USE enum err filter_request_answer(struct ctx *ctx, const struct http_request *req,
                                        struct http_response *res, const struct filter_edit *edit,
                                        enum err err, const struct filter *filter,
                                        filter_answer *answer);
