/* List trends: what is spoken of now, as service/count_trends.h found it.
 *
 * Spec: Mastodon API, trends, admin/trends, timelines#link
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/account.h"
#include "model/paging.h"
#include "model/preview_card.h"
#include "model/tag.h"
#include "model/trend.h"
#include "service/list_statuses.h"

/**
 * Hashtags, the hottest first: none that a moderator refused and, with trends.review, those that one allowed.
 *
 * offset   how many to pass over
 * count    1 … 80
 * out      in ctx->arena
 *
 * Returns  ERR_DB …  where trends are not shown the list is empty
 * Cost     1 query
 */
MUST_USE enum err service_list_trending_tags(struct ctx *ctx, size_t offset, size_t count,
                                             struct tag **out, size_t *out_count);

/** The same for moderators, whatever was decided; ERR_LOGIN_REQUIRED, ERR_FORBIDDEN besides. */
MUST_USE enum err service_list_all_trending_tags(struct ctx *ctx, size_t offset, size_t count,
                                                 struct tag **out, size_t *out_count);

/**
 * Statuses, the hottest first, as the viewer may and wants to see them: a page may be short of those it blocks or mutes.
 *
 * out_count  of views; out_seen: how many trends the page has, seen or not
 *
 * Returns  as service_list_trending_tags
 * Cost     1 query, and as service_view_statuses
 */
MUST_USE enum err service_list_trending_statuses(struct ctx *ctx, size_t offset, size_t count,
                                                 const struct status_view **out, size_t *out_count,
                                                 size_t *out_seen);

/** The same for moderators, whatever was decided; ERR_LOGIN_REQUIRED, ERR_FORBIDDEN besides. */
MUST_USE enum err service_list_all_trending_statuses(struct ctx *ctx, size_t offset, size_t count,
                                                     const struct status_view **out,
                                                     size_t *out_count, size_t *out_seen);

/* A page of the web that is spoken of. */
struct trending_link {
    struct preview_card card;
    const struct account *author; /* who lets itself be named by it; NULL for most */
    struct trend_day history[TREND_HISTORY];
    enum trend_decision decision; /* its own, or its site's */
};

/** Links, as service_list_trending_tags. Cost: 1 query, and 2 or 3 for each. */
MUST_USE enum err service_list_trending_links(struct ctx *ctx, size_t offset, size_t count,
                                              struct trending_link **out, size_t *out_count);

MUST_USE enum err service_list_all_trending_links(struct ctx *ctx, size_t offset, size_t count,
                                                  struct trending_link **out, size_t *out_count);

/**
 * Public statuses that link to a page, by who wants to be found.
 *
 * url      untrusted
 *
 * Returns  ERR_NOT_FOUND  it is no address, or no trend that is shown
 *          ERR_DB …
 */
MUST_USE enum err service_list_link(struct ctx *ctx, struct sv url, const struct paging *paging,
                                    struct status_page *out);

/** Allow or refuse a status that is a trend, for moderators; ERR_NOT_FOUND when it is none. */
MUST_USE enum err service_decide_trending_status(struct ctx *ctx, struct status_id id,
                                                 bool is_allowed, struct status_view *out);

/** The same for a link, by its card. */
MUST_USE enum err service_decide_trending_link(struct ctx *ctx, struct preview_card_id id,
                                               bool is_allowed, struct trending_link *out);

/** A page of the sites whose pages were trends, for moderators. */
MUST_USE enum err service_list_publishers(struct ctx *ctx, const struct paging *paging,
                                          struct publisher **out, size_t *out_count);

/** Allow or refuse all pages of a site but those that were decided about themselves; ERR_NOT_FOUND. */
MUST_USE enum err service_decide_publisher(struct ctx *ctx, int64_t id, bool is_allowed,
                                           struct publisher *out);

/** How a tag was used in the last days, this one first. name: as normalized. Cost: 1 query. */
MUST_USE enum err service_view_tag_history(struct ctx *ctx, struct sv name,
                                           struct trend_day out[TREND_HISTORY]);
