/* Followed hashtags in the store. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/paging.h"

struct followed_tag {
    int64_t id; /* of the follow: what paging goes by */
    struct sv name;
};

/** Does an account follow a tag? name: as normalized */
MUST_USE enum err store_followed_tag_has(struct ctx *ctx, struct account_id owner, struct sv name,
                                         bool *out);

/**
 * Inside db_write: follow a tag; twice is once.
 *
 * tag      a new id, used where the tag is new
 * max      tags an account may follow
 *
 * Returns  ERR_VALIDATION  it follows as many already
 */
MUST_USE enum err store_followed_tag_insert(struct ctx *ctx, struct account_id owner,
                                            struct sv name, struct tag_id tag, int64_t id,
                                            int64_t max);

/** Inside db_write: harmless when it is not followed. */
MUST_USE enum err store_followed_tag_delete(struct ctx *ctx, struct account_id owner,
                                            struct sv name);

/** A page of what an account follows, in the order of the paging. */
MUST_USE enum err store_followed_tag_page(struct ctx *ctx, struct account_id owner,
                                          const struct paging *paging, struct followed_tag **out,
                                          size_t *out_count);

/** Tags by id, behind one; for who reads all of it. */
MUST_USE enum err store_followed_tag_ids(struct ctx *ctx, struct account_id owner, int64_t after,
                                         int64_t count, struct tag_id **out, size_t *out_count);
