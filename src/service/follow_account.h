/* Follow accounts, from here and from other servers; answer requests.
 *
 * What people do here acts as ctx->viewer; on a page, following needs the role editor, answering its public the role
 * moderator. What other servers tell (service_receive_…) was verified by fed and asks no viewer.
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/relationship.h"

/* An account may follow so many, or a tenth more than follow it. */
#define FOLLOWS_MAX 7500

/**
 * Follow, ask to follow, or change what is shown of somebody followed already.
 *
 * A local account that is not locked is followed at once; everybody else is asked, and the Follow goes to its server.
 *
 * options  languages: comma-separated codes; empty for all
 * out      as it stands now; strings live in ctx->arena
 *
 * Returns  ERR_LOGIN_REQUIRED  anonymous
 *          ERR_NOT_FOUND       no such account, or it is suspended
 *          ERR_FORBIDDEN       oneself; one of the two blocks the other; a blocked domain; too small a role on the page
 *          ERR_LIMIT           follows FOLLOWS_MAX already
 *          ERR_DB …
 * Cost     one commit
 */
MUST_USE enum err service_follow_account(struct ctx *ctx, struct account_id target,
                                         const struct follow_options *options,
                                         struct relationship *out);

/**
 * The same, where only some of the options are said: the others stay as they are, or are as usual.
 *
 * Errors and cost as service_follow_account.
 */
MUST_USE enum err service_follow_wishing(struct ctx *ctx, struct account_id target,
                                         const struct follow_wish *wish, struct relationship *out);

/** Follow no more, or take a request back; harmless when there was none. Errors as service_follow_account. */
MUST_USE enum err service_unfollow_account(struct ctx *ctx, struct account_id target,
                                           struct relationship *out);

/** Make somebody who follows the viewer follow no more. Errors as service_follow_account. */
MUST_USE enum err service_remove_follower(struct ctx *ctx, struct account_id follower,
                                          struct relationship *out);

/**
 * Let somebody follow who asked to.
 *
 * Returns  ERR_NOT_FOUND  did not ask; otherwise as service_follow_account
 */
MUST_USE enum err service_accept_follow_request(struct ctx *ctx, struct account_id follower,
                                                struct relationship *out);

/** Refuse; as service_accept_follow_request. */
MUST_USE enum err service_reject_follow_request(struct ctx *ctx, struct account_id follower,
                                                struct relationship *out);

/**
 * A remote account follows a local one: accepted at once, asked when it is locked, refused when it is blocked.
 *
 * uri      id of the Follow; the answer names it
 *
 * Returns  ERR_NOT_FOUND  no such local account
 *          ERR_DB …
 */
MUST_USE enum err service_receive_follow(struct ctx *ctx, struct account_id actor,
                                         struct account_id target, struct sv uri);

/** It follows no more, or takes its request back; harmless when there was none. */
MUST_USE enum err service_receive_unfollow(struct ctx *ctx, struct account_id actor,
                                           struct account_id target);

/** A remote account lets a local one follow that asked to; ignored when it did not ask. */
MUST_USE enum err service_receive_accept(struct ctx *ctx, struct account_id target,
                                         struct account_id follower);

/** A remote account refuses a local follower, or ends the follow. */
MUST_USE enum err service_receive_reject(struct ctx *ctx, struct account_id target,
                                         struct account_id follower);
