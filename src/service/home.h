/* Home, and lists: timelines of whom one follows, computed when they are read, from the feed index and the viewer's follows.
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
 * Home of ctx->viewer: what it and whom it follows posted and reblogged.
 *
 * Gives the ctx's read transaction back first: a follow set must not be older than its epoch says.
 *
 * Returns  ERR_LOGIN_REQUIRED  nobody is signed in
 *          ERR_DB …
 * Cost     about 1 ms a million entries of the index, and as service_list_statuses
 */
MUST_USE enum err service_list_home(struct ctx *ctx, const struct paging *paging,
                                    struct status_page *out);

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
