/* The directory in the store: accounts that want to be found.
 *
 * Who is discoverable and neither silenced, suspended nor being erased stands in small indexes of account_count. They follow by
 * themselves what store_account_insert, _update and _set_state write.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/id.h"
#include "base/macros.h"
#include "base/sv.h"

enum directory_order {
    DIRECTORY_ACTIVE, /* who posted last comes first */
    DIRECTORY_NEW,    /* who joined last, or was seen here last for the first time */
};

struct listed_account {
    struct account_id id;
    struct sv domain; /* empty: local */
};

/**
 * A part of it, without whom `viewer` blocks or mutes and who blocks it.
 *
 * viewer   none: nobody
 * count    1 … 400
 * skip     this many of them first
 *
 * Cost     1 query along an index, with a look-up of relations for each of skip + count
 */
MUST_USE enum err store_directory_page(struct ctx *ctx, enum directory_order order, bool is_local,
                                       struct account_id viewer, int64_t count, int64_t skip,
                                       struct listed_account **out, size_t *out_count);
