/* The account or status that an address of a page names. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/request.h"
#include "http/response.h"
#include "model/account.h"
#include "service/view_status.h"

/**
 * The account of "/@:acct", as it is known here.
 *
 * Returns  ERR_NOT_FOUND  nobody of that name
 *          ERR_GONE       erased, or suspended
 *          ERR_DB …
 */
MUST_USE enum err web_account_find(struct ctx *ctx, const struct http_request *req,
                                   struct account *out);

/**
 * The status of "/@:acct/:id"; it must be that account's.
 *
 * Returns  ERR_NOT_FOUND  no such status, or the viewer may not see it
 *          ERR_GONE       it was erased
 *          ERR_DB …
 */
MUST_USE enum err web_status_find(struct ctx *ctx, const struct http_request *req,
                                  struct status_view *out);

/**
 * A program asks for the ActivityStreams form of this page: send it there.
 *
 * uri      of the actor or object
 *
 * Returns  true when the answer is made
 */
bool web_activity_redirect(const struct http_request *req, struct http_response *res,
                           struct sv uri);
