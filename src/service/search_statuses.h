/* Search the words of statuses whose authors let them be searched. */
#pragma once

#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/account.h"
#include "service/list_statuses.h"
#include "text/search_query.h"

struct status_search {
    struct sv text;            /* untrusted: see text/search_query.h */
    struct account_id account; /* only by this one; none: by anybody */
    int64_t above;             /* ids between which to look, both left out */
    int64_t below;
    int64_t offset; /* 0 or more; there is nothing beyond SEARCH_OFFSET_MAX */
    size_t count;   /* 1 … 80 */
};

/**
 * Find statuses, newest first. Nobody who is not logged in finds any.
 *
 * Each is looked at again as it is now, and as the viewer may see it: who is blocked or muted is left out, and who is limited
 * here unless the viewer follows them.
 *
 * out_fault  why the text cannot be searched for
 *
 * Returns  ERR_VALIDATION  with out_fault
 *          ERR_BAD_PARAM   offset or count out of bounds
 *          ERR_DB …        nothing found is an empty page
 * Cost     a look into each shard, then as service_list_statuses
 */
MUST_USE enum err service_search_statuses(struct ctx *ctx, const struct status_search *search,
                                          enum search_fault *out_fault, struct status_page *out);
