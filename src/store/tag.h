/* Hashtags in the store. Which statuses have one: timeline.h; who follows one: followed_tag.h. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

/**
 * Hashtags that begin with a text and are longer, of public statuses by accounts that nobody has limited.
 *
 * begin    as normalized; not empty
 * offset   how many to pass over
 * out      names in the order of bytes, in ctx->arena
 *
 * Returns  ERR_DB …
 * Cost     1 query over a range of the index, with a look at a status of each tag
 */
MUST_USE enum err store_tag_search(struct ctx *ctx, struct sv begin, int64_t offset, int64_t count,
                                   struct sv **out, size_t *out_count);
