/* Check: the live schema, and counters against what counting gives. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

/* Something in the schema that the manifest does not know, or knows and is not there. */
struct schema_fault {
    struct sv table;
    struct sv column; /* empty: the whole table */
    bool is_missing;  /* in the schema; false: in the manifest */
};

/**
 * Compare the live schema with the manifest: an unknown column could hold what no erasure reaches.
 *
 * out      in ctx->arena; none when they agree
 */
MUST_USE enum err store_check_schema(struct ctx *ctx, struct schema_fault **out, size_t *out_count);

enum check_counter {
    CHECK_ACCOUNTS,      /* followers, following, statuses of local accounts */
    CHECK_STATUSES,      /* replies, reblogs, favourites */
    CHECK_TAGS,          /* uses */
    CHECK_CARDS,         /* statuses that hold it */
    CHECK_POLLS,         /* votes, of polls made here */
    CHECK_CONVERSATIONS, /* messages */
    CHECK_TOTALS,        /* of the instance */
    CHECK_COUNTER_COUNT
};

/**
 * Count again, for a page of rows.
 *
 * after    last id of the page before, moved on
 * out_off  rows whose counters differ, added to
 * out_done no more rows
 *
 * Returns  ERR_TIMEOUT  too much to count in one short read; `after` is where it was
 */
MUST_USE enum err store_check_counters(struct ctx *ctx, enum check_counter which, int64_t *after,
                                       int64_t count, int64_t *out_off, bool *out_done);

/** Which of these media file names have a row? At most STORE_LIST_MAX. */
MUST_USE enum err store_check_files(struct ctx *ctx, const struct sv *files, size_t count,
                                    bool *out_known);
