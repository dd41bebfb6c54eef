/* Page: the frame of an HTML page, and the headers that keep scripts and frames of others out. */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/response.h"
#include "text/html.h"

struct page {
    struct html_writer w; /* write the content of <main> here */
    bool may_leave;       /* forms of this page may lead to other sites (OAuth's redirect) */
};

/**
 * Begin a page: head, title, style sheet, and an open <main>.
 *
 * title    plain text
 */
void api_page_begin(struct ctx *ctx, struct page *p, struct sv title);

/**
 * End it and make it the answer.
 *
 * status   200 …
 *
 * Returns  ERR_LIMIT  the page is too large
 */
MUST_USE enum err api_page_end(struct page *p, struct http_response *res, int status);
