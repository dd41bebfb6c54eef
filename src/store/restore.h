/* Restore: what a backup leaves out, and everything a restored store may have to erase again. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "store/tombstone.h"

/**
 * Inside db_write of a backup's copy: take out what other servers made public, `count` rows at a time.
 *
 * after    moved on; {0} at first
 */
MUST_USE enum err store_strip_statuses(struct ctx *ctx, struct status_id *after, int64_t count,
                                       bool *out_done);
MUST_USE enum err store_strip_cards(struct ctx *ctx, int64_t count, bool *out_done);
MUST_USE enum err store_strip_accounts(struct ctx *ctx, struct account_id *after, int64_t count,
                                       bool *out_done);

/* An account, status or picture. */
struct restored {
    int64_t id;
    struct account_id owner; /* of a status or picture */
    int64_t visibility;      /* of a status */
    bool is_erasing;         /* of an account */
};

/** Those of a kind (account, status, media) by id behind `after`. */
MUST_USE enum err store_restored_list(struct ctx *ctx, enum tombstone_kind kind, int64_t after,
                                      int64_t count, struct restored **out, size_t *out_count);
