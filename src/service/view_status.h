/* View statuses: what the viewer may see of them, with everything a page shows beside.
 *
 * Every list of statuses goes through here, so that visibility is decided in one place, on loaded rows: the index, a
 * timeline query or a notification only names candidates.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/filter.h"
#include "model/relationship.h"
#include "model/status.h"

struct status_view {
    const struct status *status;
    const struct account *account;
    const struct status_view *reblog; /* what it reblogs, which is none itself; NULL for others */
    const struct account *reply_account; /* whom it answers; NULL when none, or gone */
    const struct account *card_author;   /* of the page it links to; NULL for most */
    struct sv application_name;          /* may be empty */
    struct sv application_website;       /* may be empty */
    bool is_favourited; /* the six are about the original where it is a reblog; anonymous: false */
    bool is_reblogged;
    bool is_bookmarked;
    bool is_pinned;
    bool is_muted;         /* the conversation, by the viewer */
    bool has_followed_tag; /* it holds a hashtag that the viewer follows */
    bool
        is_unwanted; /* its author, or the reblogged one, is blocked or muted by the viewer, or its domain: lists leave
                         it out, a direct look shows it */
    const struct relationship
        *relation; /* to the author; NULL for anonymous viewers and one's own */
    const struct relationship *reply_relation; /* to whom it answers; NULL likewise */
    const struct filter_match
        *filtered; /* which of the viewer's filters it matches, a reblog as what it reblogs */
    size_t filtered_count;
    const struct poll_option_id *choices; /* what the viewer chose in its poll */
    size_t choice_count;
};

/**
 * Load statuses as ctx->viewer may see them.
 *
 * What is erased, being erased, invisible to the viewer, or reblogs something of that kind, is left out.
 *
 * ids      any number, repetitions allowed
 * out      in the order of ids; in ctx->arena
 *
 * Returns  ERR_DB …
 * Cost     about 10 queries for each 40, 15 when there are reblogs, 1 more when there are polls
 */
MUST_USE enum err service_view_statuses(struct ctx *ctx, const struct status_id *ids, size_t count,
                                        const struct status_view **out, size_t *out_count);

/**
 * Load one.
 *
 * Returns  ERR_NOT_FOUND  no such status, or the viewer may not see it
 */
MUST_USE enum err service_view_status(struct ctx *ctx, struct status_id id,
                                      struct status_view *out);

/** May other sites show it in a frame? A status of this server for everybody, by somebody who is there. */
bool service_is_embeddable(const struct status_view *view);
