/* Approve statuses: where a page wants it, what an editor writes waits until an owner, or another editor, lets it out: two
 * pairs of eyes, and an owner who is alone is not locked out. It waits as a scheduled status does, sealed, under a key of its
 * own; who wrote it may take it back, and it goes when its author or its page is erased. Its answer in the API is a
 * ScheduledStatus, which apps know.
 *
 * Boosts are not held up: they are others' words. What is published may not be edited by whose posts wait.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/paging.h"
#include "model/scheduled_status.h"

struct waiting_view {
    struct scheduled_status status;
    const struct account *author; /* NULL: erased meanwhile */
    bool may_decide;              /* the viewer: approve or decline it */
};

/** Must what the viewer posts wait? */
MUST_USE enum err service_must_wait(struct ctx *ctx, bool *out);

/** Does a page want it? ERR_NOT_FOUND without a role on the page. */
MUST_USE enum err service_get_approval(struct ctx *ctx, struct account_id page, bool *out);

/**
 * Want it, or not any more; what waits goes on waiting.
 *
 * Returns  ERR_NOT_FOUND  no role on the page
 *          ERR_FORBIDDEN  no owner
 */
MUST_USE enum err service_set_approval(struct ctx *ctx, struct account_id page,
                                       bool needs_approval);

/**
 * A page of what waits and what was declined, the last written first.
 *
 * Returns  ERR_LOGIN_REQUIRED  no user
 *          ERR_NOT_FOUND       no role on the page
 *          ERR_FORBIDDEN       less than an editor
 */
MUST_USE enum err service_list_waiting(struct ctx *ctx, struct account_id page,
                                       const struct paging *paging, struct waiting_view **out,
                                       size_t *out_count, struct paging_span *out_span);

/** One of them. Errors as above, and ERR_NOT_FOUND: posted or erased. */
MUST_USE enum err service_get_waiting(struct ctx *ctx, struct account_id page,
                                      struct scheduled_status_id id, struct waiting_view *out);

/**
 * Let one out: a job posts it, now or at the time its author wished.
 *
 * text, spoiler   as it goes out, edited or not
 *
 * Returns  ERR_NOT_FOUND   no role, no such status on the page, or decided by somebody else
 *          ERR_FORBIDDEN   less than an editor, or the viewer's own as an editor
 *          ERR_VALIDATION  empty or too long
 */
MUST_USE enum err service_approve_status(struct ctx *ctx, struct account_id page,
                                         struct scheduled_status_id id, struct sv text,
                                         struct sv spoiler);

/** Do not: its author sees that, and may take it back. Errors as above. */
MUST_USE enum err service_decline_status(struct ctx *ctx, struct account_id page,
                                         struct scheduled_status_id id);

/** Erase it, by its author or who may decide. Errors as above. */
MUST_USE enum err service_withdraw_status(struct ctx *ctx, struct account_id page,
                                          struct scheduled_status_id id);
