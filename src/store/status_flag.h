/* What a page of statuses shows beside them: what the viewer did with each, and the programs that wrote them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

/* What a viewer did with one status. */
struct status_flags {
    bool is_favourited;
    bool is_reblogged;
    bool is_bookmarked;
    bool is_pinned;
    bool is_muted; /* the conversation it stands in */
    bool has_followed_tag;
};

/**
 * The viewer's flags of several statuses.
 *
 * viewer   not none
 * ids      at most STORE_LIST_MAX (store/account.h)
 * out      one for each id, in their order; in ctx->arena
 *
 * Cost     1 query
 */
MUST_USE enum err store_status_flags(struct ctx *ctx, struct account_id viewer,
                                     const struct status_id *ids, size_t count,
                                     struct status_flags **out);

/* A program as statuses name it. */
struct status_application {
    struct application_id id;
    struct sv name;
    struct sv website; /* may be empty */
};

/**
 * Programs by id; those that are gone are left out.
 *
 * ids      at most STORE_LIST_MAX
 * Cost     1 query
 */
MUST_USE enum err store_status_applications(struct ctx *ctx, const struct application_id *ids,
                                            size_t count, struct status_application **out,
                                            size_t *out_count);
