/* Filters in the store, their titles and words sealed under the account's key. */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/filter.h"

/* A filter as it is written, sealed before db_write. */
struct filter_boxes {
    struct sv title;
    struct sv *keywords; /* in the filter's order */
};

/**
 * All of an account, whole, by age; also those that are over.
 *
 * out      in ctx->arena
 *
 * Returns  ERR_KEY_GONE  the account is erased
 * Cost     one query where there is none, three otherwise; a box to open for each title and word
 */
MUST_USE enum err store_filter_list(struct ctx *ctx, struct account_id owner, struct filter **out,
                                    size_t *out_count);

/** How many an account has. */
MUST_USE enum err store_filter_count(struct ctx *ctx, struct account_id owner, int64_t *out);

/** Seal title and words; ERR_KEY_GONE. */
MUST_USE enum err store_filter_seal(struct ctx *ctx, const struct filter *filter,
                                    struct filter_boxes *out);

/** Inside db_write: the filter with its words. */
MUST_USE enum err store_filter_insert(struct ctx *ctx, const struct filter *filter,
                                      const struct filter_boxes *boxes);

/** Inside db_write: the same of one that is there; words with a known id are changed, others added. ERR_NOT_FOUND. */
MUST_USE enum err store_filter_update(struct ctx *ctx, const struct filter *filter,
                                      const struct filter_boxes *boxes);

/** Inside db_write: the filter with all that hangs on it. */
MUST_USE enum err store_filter_delete(struct ctx *ctx, const struct filter *filter);

/** Inside db_write. */
MUST_USE enum err store_filter_keyword_delete(struct ctx *ctx, struct filter_keyword_id id);

/** Inside db_write: naming a status twice is naming it once. ERR_NOT_FOUND: the filter is gone. */
MUST_USE enum err store_filter_status_insert(struct ctx *ctx, struct account_id owner,
                                             const struct filter_status *status);

/** Inside db_write. */
MUST_USE enum err store_filter_status_delete(struct ctx *ctx, struct filter_status_id id);
