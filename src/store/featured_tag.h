/* Hashtags that accounts show on their profiles, in the store. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

#define FEATURED_TAGS_MAX 10

struct featured_tag {
    int64_t id;              /* of the featuring */
    struct sv name;          /* as normalized */
    int64_t statuses;        /* public or unlisted posts of the account with it */
    struct status_id newest; /* of them; none without any */
};

/** All that an account features, oldest featuring first; at most FEATURED_TAGS_MAX. */
MUST_USE enum err store_featured_tag_list(struct ctx *ctx, struct account_id owner,
                                          struct featured_tag **out, size_t *out_count);

/** The featuring of a tag. name: as normalized; out_id untouched when there is none */
MUST_USE enum err store_featured_tag_find(struct ctx *ctx, struct account_id owner, struct sv name,
                                          bool *out_found, int64_t *out_id);

/**
 * Tags that the newest posts of an account use most, without those it features.
 *
 * posts    how many of its posts are looked through
 * count    at most this many names
 */
MUST_USE enum err store_featured_tag_suggestions(struct ctx *ctx, struct account_id owner,
                                                 int64_t posts, int64_t count, struct sv **out,
                                                 size_t *out_count);

/**
 * Inside db_write: feature a tag; twice is once.
 *
 * tag      a new id, used where the tag is new
 *
 * Returns  ERR_VALIDATION  it features FEATURED_TAGS_MAX already
 */
MUST_USE enum err store_featured_tag_insert(struct ctx *ctx, struct account_id owner,
                                            struct sv name, struct tag_id tag, int64_t id);

/** Inside db_write; ERR_NOT_FOUND. */
MUST_USE enum err store_featured_tag_delete(struct ctx *ctx, struct account_id owner, int64_t id);
