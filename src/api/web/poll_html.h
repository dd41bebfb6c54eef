/* A poll on a page: the form to answer it, or what was answered. */
#pragma once

#include "api/page.h"
#include "service/view_status.h"

/**
 * Write what a status asks; nothing for one that asks nothing.
 *
 * Who may answer gets the form, everybody else the results: visitors, the author, who answered, and all when it is over.
 *
 * back     path the form leads back to
 */
void web_poll(struct page *p, const struct status_view *view, struct sv back);

/** The fields to ask something, folded; filled with what was sent before. */
void web_poll_fields(struct page *p);

/**
 * Read them.
 *
 * out      untouched when nothing is asked
 *
 * Returns  false when nothing is asked
 */
bool web_poll_read(struct ctx *ctx, const struct http_request *req, struct poll_draft *out);
