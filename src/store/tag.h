/* Hashtags in the store. Which statuses have one: timeline.h; who follows one: followed_tag.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/paging.h"
#include "model/tag.h"

/**
 * Hashtags that begin with a text and are longer, of public statuses by accounts that nobody has limited, without those that
 * moderators took out of searches.
 *
 * begin    as normalized; not empty
 * is_reviewed  only those about which a moderator decided
 * offset   how many to pass over
 * out      names in the order of bytes, in ctx->arena
 *
 * Returns  ERR_DB …
 * Cost     1 query over a range of the index, with a look at a status of each tag
 */
MUST_USE enum err store_tag_search(struct ctx *ctx, struct sv begin, bool is_reviewed,
                                   int64_t offset, int64_t count, struct sv **out,
                                   size_t *out_count);

/** One by its id; out is filled when found. */
MUST_USE enum err store_tag_find(struct ctx *ctx, struct tag_id id, bool *out_found,
                                 struct tag *out);

/** One by its name as normalized; out is filled when found. */
MUST_USE enum err store_tag_find_named(struct ctx *ctx, struct sv name, bool *out_found,
                                       struct tag *out);

/** A page of all there are. */
MUST_USE enum err store_tag_page(struct ctx *ctx, const struct paging *paging, struct tag **out,
                                 size_t *out_count);

/**
 * Those that are trends, the hottest first.
 *
 * least, most  bounds of their decision
 * skip     how many to pass over
 */
MUST_USE enum err store_tag_trends(struct ctx *ctx, enum trend_decision least,
                                   enum trend_decision most, int64_t skip, int64_t count,
                                   struct tag **out, size_t *out_count);

/** Inside db_write: what moderators decided about a tag: its decision, is_unusable and is_unlisted. It stays from then on. */
MUST_USE enum err store_tag_decide(struct ctx *ctx, const struct tag *tag);

/** Is one of some tags not to be used? names: as normalized, any number. Cost: 1 query for each STORE_LIST_MAX */
MUST_USE enum err store_tags_unusable(struct ctx *ctx, const struct sv *names, size_t count,
                                      bool *out);
