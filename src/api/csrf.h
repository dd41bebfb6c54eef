/* Anti-CSRF: the hidden field that proves that a form came from a page we gave to this browser.
 *
 * The field is a keyed hash of the browser's session cookie and the form's name. A visitor without session gets a random
 * cookie for it (double submit).
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/request.h"
#include "http/response.h"
#include "text/html.h"

/**
 * The field's value for a form of this page; sets the visitor's cookie when he has none.
 *
 * form     literal, e.g. "authorize"
 */
struct sv api_csrf_token(struct ctx *ctx, const struct http_request *req, struct http_response *res,
                         struct sv form);

/** Write the hidden field, inside a form element. */
void api_csrf_field(struct html_writer *w, struct sv token);

/** ERR_CSRF when the request's field does not fit. */
MUST_USE enum err api_csrf_check(struct ctx *ctx, const struct http_request *req, struct sv form);
