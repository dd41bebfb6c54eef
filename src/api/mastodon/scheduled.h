/* Answers about scheduled statuses. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/request.h"
#include "http/response.h"
#include "model/scheduled_status.h"

/** Answer with one. */
MUST_USE enum err mastodon_scheduled_answer(struct ctx *ctx, struct http_response *res,
                                            const struct scheduled_status *scheduled);

/** Answer 422: there are too many. */
void mastodon_scheduled_refused(struct ctx *ctx, const struct http_request *req,
                                struct http_response *res);
