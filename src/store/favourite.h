/* Favourites in the store, and who favourited or reblogged a status. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/notification.h"
#include "model/paging.h"

struct favourite {
    int64_t id;
    struct sv uri; /* of the Like, when the owner is remote; may be empty */
};

/**
 * Inside db_write: insert and count.
 *
 * uri      of the Like; empty for local accounts
 *
 * out_is_new  false when it was there: nothing changed
 *
 * Returns  ERR_NOT_FOUND  the status is gone
 */
MUST_USE enum err store_favourite_insert(struct ctx *ctx, struct account_id owner,
                                         struct status_id status, int64_t id, struct sv uri,
                                         bool *out_is_new);

/** Inside db_write: delete and count. out_found: whether there was one; out untouched otherwise. */
MUST_USE enum err store_favourite_delete(struct ctx *ctx, struct account_id owner,
                                         struct status_id status, bool *out_found,
                                         struct favourite *out);

/* One row of a list that is paged by something else than what it lists. */
struct status_cursor {
    int64_t cursor; /* what paging goes by */
    struct status_id status;
};

struct account_cursor {
    int64_t cursor;
    struct account_id account;
};

/** What an account favourited, by the time it did; in the order of the paging. */
MUST_USE enum err store_favourite_list(struct ctx *ctx, struct account_id owner,
                                       const struct paging *paging, struct status_cursor **out,
                                       size_t *out_count);

/** Who favourited a status, by the time; in the order of the paging. */
MUST_USE enum err store_favouriter_list(struct ctx *ctx, struct status_id status,
                                        const struct paging *paging, struct account_cursor **out,
                                        size_t *out_count);

/** Who reblogged a status for everybody to see, by account id; in the order of the paging. */
MUST_USE enum err store_reblogger_list(struct ctx *ctx, struct status_id status,
                                       const struct paging *paging, struct account_cursor **out,
                                       size_t *out_count);

/** Inside db_write: a favourite or reblog was taken back: its notification goes. */
MUST_USE enum err store_reaction_forget(struct ctx *ctx, struct status_id status,
                                        enum notification_kind kind, struct account_id from);
