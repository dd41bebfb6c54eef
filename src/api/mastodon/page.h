/* Page: which part of a list a client wants, and the Link header that leads to the next.
 *
 * Spec: Mastodon API, guidelines, pagination; RFC 8288.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/request.h"
#include "http/response.h"
#include "model/paging.h"

/**
 * Read max_id, since_id, min_id and limit.
 *
 * usual    limit when none is named; at most twice as much is given, and never more than PAGING_COUNT_MAX
 *
 * Returns  ERR_BAD_PARAM  one of them is no number
 */
MUST_USE enum err mastodon_page_read(const struct http_request *req, size_t usual,
                                     struct paging *out);

/** Read `limit` and `offset` where a list has no ids to page by; as above. */
MUST_USE enum err mastodon_offset_read(const struct http_request *req, size_t usual,
                                       size_t *out_limit, size_t *out_offset);

/**
 * Write the Link header: `next` to what is older than this page, `prev` to what is newer. The other parameters of the
 * query are repeated, but for a token.
 *
 * newest, oldest  ids that this list is ordered by; 0 = there is no page in that direction
 */
void mastodon_page_link(struct ctx *ctx, const struct http_request *req, struct http_response *res,
                        int64_t newest, int64_t oldest);

/**
 * Write the Link header of a list without ids: `next` when the page is full, `prev` when it is not the first.
 *
 * count    how many the page holds of `limit`
 */
void mastodon_offset_link(struct ctx *ctx, const struct http_request *req,
                          struct http_response *res, size_t offset, size_t limit, size_t count);
