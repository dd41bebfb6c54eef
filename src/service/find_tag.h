/* Find hashtags by how they begin. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

struct tag_search {
    struct sv text;     /* untrusted; with or without '#' before it */
    bool reviewed_only; /* only what moderators decided about */
    int64_t offset;     /* 0 or more; there is nothing beyond SEARCH_OFFSET_MAX */
    size_t count;       /* 1 … 80 */
};

/**
 * Find hashtags. What was typed comes first, where it can be one: its page exists as soon as somebody uses it. The others
 * stand in public statuses.
 *
 * out      normalized, the first perhaps as typed; in ctx->arena
 *
 * Returns  ERR_BAD_PARAM  offset or count out of bounds
 *          ERR_DB …       nothing found is an empty list
 */
MUST_USE enum err service_search_tags(struct ctx *ctx, const struct tag_search *search,
                                      struct sv **out, size_t *out_count);
