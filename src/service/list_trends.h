/* List trends: what is spoken of now, as service/count_trends.h found it.
 *
 * Spec: Mastodon API, trends
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/tag.h"
#include "model/trend.h"

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

/** How a tag was used in the last days, this one first. name: as normalized. Cost: 1 query. */
MUST_USE enum err service_view_tag_history(struct ctx *ctx, struct sv name,
                                           struct trend_day out[TREND_HISTORY]);
