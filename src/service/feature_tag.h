/* Feature hashtags: shown on one's profile, with how often one posted with them.
 *
 * Spec: Mastodon API, featured_tags, tags#feature
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "store/featured_tag.h"

/**
 * Feature a tag; twice is once.
 *
 * name     as typed, with or without '#'
 * out      it, counted
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN (the role on the page is less)
 *          ERR_VALIDATION  no tag can be called so, or FEATURED_TAGS_MAX are featured
 *          ERR_DB …
 */
MUST_USE enum err service_feature_tag(struct ctx *ctx, struct sv name, struct featured_tag *out);

/** Feature it no more. id: of the featuring. Returns as above, and ERR_NOT_FOUND  the viewer has no such */
MUST_USE enum err service_unfeature_tag(struct ctx *ctx, int64_t id);

/** The same by its name; harmless when it is not featured. */
MUST_USE enum err service_unfeature_tag_named(struct ctx *ctx, struct sv name);

/** What an account features; ERR_NOT_FOUND  no such account, or suspended. Cost  reads an index entry for each post counted */
MUST_USE enum err service_list_featured_tags(struct ctx *ctx, struct account_id account,
                                             struct featured_tag **out, size_t *out_count);

/** What the viewer might feature: names of tags in its newest posts; at most FEATURED_TAGS_MAX. ERR_LOGIN_REQUIRED */
MUST_USE enum err service_suggest_featured_tags(struct ctx *ctx, struct sv **out,
                                                size_t *out_count);

/** Does ctx->viewer feature a tag? Anonymous viewers feature none. name: as normalized */
MUST_USE enum err service_is_featuring_tag(struct ctx *ctx, struct sv name, bool *out);
