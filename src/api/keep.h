/* Keep: whole answers that are the same for anybody, kept until something they show changes.
 *
 * A handler begins before it reads, names what it shows, and ends when the answer stands; the next who asks is answered in the
 * event loop (api_recall, http's hook) without a worker, the store or a rendering. An answer is found by its target, its
 * language and which representation was asked for. Kept is only what was given to somebody unknown, and only such a one gets
 * it: no token, no session, no signature. Every answer is also about the site, so what changes many things at once
 * (moderation, an erased account) may drop them all. The race rule and the tombstones are the cache's (cache/cache.h).
 */
#pragma once

#include "api/page.h"
#include "base/ctx.h"
#include "base/macros.h"
#include "cache/ref.h"
#include "http/request.h"
#include "http/response.h"
#include "service/list_statuses.h"
#include "text/json_write.h"

/* What an answer under way shows. */
struct keep {
    struct cache *cache;
    uint64_t epoch; /* 0: this answer is not kept */
    struct cache_ref *refs;
    size_t ref_count;
};

/**
 * Begin to read what may be kept. Gives the read transaction back, so call it before the first query.
 *
 * param    the one parameter that the target may have, without '='; empty: none. An answer to any other target is not kept,
 *          so that nobody fills the cache with spellings of one address
 */
void api_keep_begin(struct ctx *ctx, const struct http_request *req, struct sv param,
                    struct keep *out);

/** It shows an account. */
void api_keep_account(struct keep *k, struct account_id account);

/** It shows a status, with its author, its thread, whom it answers and names, its media, and what it reblogs. */
void api_keep_status(struct keep *k, const struct status_view *view);
void api_keep_statuses(struct keep *k, const struct status_view *views, size_t count);

/** It is a list of what is posted for everybody: a new post drops it. */
void api_keep_public(struct keep *k);

/**
 * The answer stands: keep it, unless it shows more than the cache can watch.
 *
 * res       200 with bytes; anything else is not kept
 * fragment  the bytes with whom they are about, to be counted each time; NULL when that is not counted
 */
void api_keep_end(struct ctx *ctx, const struct http_request *req, const struct http_response *res,
                  const struct keep *k, const struct json_fragment *fragment);

/**
 * End a page with 200, as api_page_end(), and keep it, unless it holds a form: that has one visitor's token in it.
 *
 * Returns  ERR_LIMIT  the page is too large
 */
MUST_USE enum err api_keep_page(struct page *p, const struct keep *k);

/**
 * Answer with what is kept, after the consent policy was asked; http_hooks.recall.
 *
 * Thread   an event loop's
 */
MUST_USE bool api_recall(struct ctx *ctx, struct http_request *req, struct http_response *res);
