/* Match filters: which of the viewer's filters the statuses it looks at match. */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "service/view_status.h"

/**
 * Set `filtered` of some views; nothing for anonymous viewers and those without filters. A reblog matches as what it
 * reblogs; one's own statuses match nothing.
 *
 * Returns  ERR_DB …
 * Cost     one query for who has no filter; otherwise as store_filter_list, and as filters_match for each
 */
MUST_USE enum err service_match_filters(struct ctx *ctx, struct status_view *views, size_t count);
