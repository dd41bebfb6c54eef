/* View a conversation: what a status answers, and what answers it. */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "service/view_status.h"

/* Bounds as Mastodon's. */
#define THREAD_ANCESTORS_ANONYMOUS INT64_C(40)
#define THREAD_DESCENDANTS_ANONYMOUS INT64_C(60)
#define THREAD_DEPTH_ANONYMOUS INT64_C(20)
#define THREAD_MAX INT64_C(4096)

struct thread_view {
    const struct status_view *ancestors; /* the first of the conversation first */
    size_t ancestor_count;
    const struct status_view
        *descendants; /* depth first, siblings by id; answers to oneself before all others */
    size_t descendant_count;
};

/* Direct answers, as other servers ask for them. */
struct replies_view {
    const struct status_view *views; /* oldest first */
    size_t count;
    int64_t last_id; /* the next page begins behind it; 0 = these were all */
};

/**
 * Public and unlisted answers to a status that the viewer was shown.
 *
 * by_others  those of everybody but its author; false: the author's alone
 * above      behind this id; 0: from the start
 *
 * Returns  ERR_DB …
 * Cost     as service_view_statuses for REPLIES_PAGE_COUNT
 * Spec     the section on threads in FEDERATION
 */
MUST_USE enum err service_list_replies(struct ctx *ctx, const struct status *status, bool by_others,
                                       int64_t above, struct replies_view *out);

#define REPLIES_PAGE_COUNT INT64_C(40)

/**
 * The conversation around a status, as the viewer may see it and wants to.
 *
 * What is invisible or unwanted is left out; what answers it stays.
 *
 * Returns  ERR_NOT_FOUND  the status is invisible to the viewer
 *          ERR_DB …
 * Cost     as service_view_statuses; ends early when half of the request's memory is used
 * Spec     Mastodon API, statuses#context
 */
MUST_USE enum err service_view_thread(struct ctx *ctx, struct status_id id,
                                      struct thread_view *out);
