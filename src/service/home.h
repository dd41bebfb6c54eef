/* Home, and lists: timelines of whom one follows, computed when they are read, from the feed index and the viewer's follows;
 * in home also what is published with hashtags the viewer follows, read from the tags themselves.
 *
 * The index only names candidates; what is shown is decided on loaded rows, so that a block, a mute or an unfollow holds
 * from the next read on. What is older than the index comes from a merge of the followed accounts' own statuses.
 *
 * Spec: Mastodon API, timelines#home, timelines#list
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/paging.h"
#include "service/list_statuses.h"

/**
 * Home of ctx->viewer: what it and whom it follows posted and reblogged, and what holds a hashtag it follows.
 *
 * Gives the ctx's read transaction back first: a follow set must not be older than its epoch says.
 *
 * Returns  ERR_LOGIN_REQUIRED  nobody is signed in
 *          ERR_DB …
 * Cost     about 1 ms a million entries of the index, 1 query a followed hashtag, and as service_list_statuses
 */
MUST_USE enum err service_list_home(struct ctx *ctx, const struct paging *paging,
                                    struct status_page *out);

/* The newest of home as the feed index alone names it, for who decides on kept facts (service_is_in_home). */
struct home_reader {
    uint64_t epoch;     /* of the index, from before anything was read */
    struct paging rest; /* not looked at yet */
    bool is_behind;     /* what is left is older than the index: service_list_home() reads it */
};

/** Begin; gives the ctx's read transaction back. paging: not from the oldest. */
void service_home_begin(struct ctx *ctx, const struct paging *paging, struct home_reader *out);

/**
 * The next candidates, newest first.
 *
 * ids      room for limit
 *
 * Returns  ERR_DB … when the follow set had to be loaded
 * Cost     about 1 ns an entry of the index, 1 query a followed hashtag
 */
MUST_USE enum err service_home_next(struct ctx *ctx, struct home_reader *r, size_t limit,
                                    struct status_id *ids, size_t *out_count);

/** Does a status, which ctx->viewer may see, belong into its home? */
MUST_USE bool service_is_in_home(const struct ctx *ctx, const struct status_view *view);

/**
 * One of the viewer's lists: what its members posted and reblogged, as far as it would stand in home, were the list not
 * exclusive, and answers as its policy says.
 *
 * Returns  as service_list_home
 *          ERR_NOT_FOUND  no such list of the viewer's
 */
MUST_USE enum err service_list_list(struct ctx *ctx, struct list_id id, const struct paging *paging,
                                    struct status_page *out);

/**
 * One status as it stands in ctx->viewer's home timeline.
 *
 * Returns  ERR_NOT_FOUND  it is not there, or does not belong there
 */
MUST_USE enum err service_view_home_status(struct ctx *ctx, struct status_id id,
                                           struct status_view *out);

/**
 * One status by a member, as it stands in one of the viewer's lists.
 *
 * Returns  ERR_NOT_FOUND  it is not there, or does not belong there; or no such list of the viewer's
 */
MUST_USE enum err service_view_list_status(struct ctx *ctx, struct list_id list,
                                           struct status_id id, struct status_view *out);
