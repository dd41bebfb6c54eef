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

/** Answer 422 in the API's words for an edit that was refused. */
void filter_request_refused(struct ctx *ctx, const struct http_request *req,
                            struct http_response *res, const struct filter_edit *edit);
