/* Pages for what went wrong. */
#pragma once

#include "base/err.h"
#include "http/request.h"
#include "http/response.h"

/**
 * The hook error_page of http: an HTML page for a browser. Nothing is asked of the store; where somebody must be signed in,
 * the page holds the form.
 *
 * arg      not looked at
 */
void web_error_page(void *arg, const struct http_request *req, enum err err,
                    struct http_response *res);
