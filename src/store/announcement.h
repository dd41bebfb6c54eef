/* Announcements in the store, and what accounts did with them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/announcement.h"

/** ERR_NOT_FOUND when there is none. */
MUST_USE enum err store_announcement_get(struct ctx *ctx, struct announcement_id id,
                                         struct announcement *out);

/** All of them, by age; at most ANNOUNCEMENTS_MAX. ERR_DB … Cost: 1 query. */
MUST_USE enum err store_announcement_list(struct ctx *ctx, struct announcement **out,
                                          size_t *out_count);

/** Inside db_write. */
MUST_USE enum err store_announcement_insert(struct ctx *ctx, const struct announcement *what);

/** Inside db_write. ERR_NOT_FOUND. */
MUST_USE enum err store_announcement_update(struct ctx *ctx, const struct announcement *what);

/** Inside db_write: keep it there until the commit. ERR_NOT_FOUND. */
MUST_USE enum err store_announcement_hold(struct ctx *ctx, struct announcement_id id);

/** Inside db_write: take it away; what accounts did with it stays for store_announcement_forget. ERR_NOT_FOUND. */
MUST_USE enum err store_announcement_delete(struct ctx *ctx, struct announcement_id id);

/** Inside db_write: forget what accounts did with it, at most `count` rows. */
MUST_USE enum err store_announcement_forget(struct ctx *ctx, struct announcement_id id,
                                            int64_t count, int64_t *out_changed);

/** Inside db_write; marking twice is marking once. id: of the mark, by which reactions are ordered. */
MUST_USE enum err store_announcement_mark_insert(struct ctx *ctx, struct account_id owner,
                                                 const struct announcement_mark *mark, int64_t id);

/** Inside db_write. ERR_NOT_FOUND. */
MUST_USE enum err store_announcement_mark_delete(struct ctx *ctx, struct account_id owner,
                                                 const struct announcement_mark *mark);

/** What an account did with all of them. Cost: 1 query. */
MUST_USE enum err store_announcement_marks(struct ctx *ctx, struct account_id owner,
                                           struct announcement_mark **out, size_t *out_count);

/**
 * The reactions to one, in the order in which each came first; is_mine is false.
 *
 * Cost     1 query that reads an index entry for each reaction of each account
 */
MUST_USE enum err store_announcement_reactions(struct ctx *ctx, struct announcement_id id,
                                               struct announcement_reaction **out,
                                               size_t *out_count);

/** How many accounts reacted with one emoji. */
MUST_USE enum err store_announcement_reaction_count(struct ctx *ctx,
                                                    const struct announcement_mark *mark,
                                                    int64_t *out);
