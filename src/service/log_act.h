/* Log acts: what the staff does is written down in the same write, and staff reads it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/paging.h"
#include "model/staff_act.h"

/** Who acts, when and with which id; the rest is the caller's. */
struct staff_act service_begin_act(struct ctx *ctx, enum staff_act_kind kind,
                                   struct account_id target);

/**
 * Inside db_write: the viewer did something that needs no words.
 *
 * target   none: it is about nobody
 * object   of a report or rule: its id; 0 = none
 */
MUST_USE enum err service_log_act(struct ctx *ctx, enum staff_act_kind kind,
                                  struct account_id target, int64_t object);

/** As above, in a write of its own. */
MUST_USE enum err service_log_act_alone(struct ctx *ctx, enum staff_act_kind kind, int64_t object);

/* An act as it is shown. */
struct staff_act_view {
    struct staff_act act;
    const struct account *by;     /* NULL: the console, or gone */
    const struct account *target; /* NULL: none */
};

/**
 * A page of the log, newest first, for moderators. What is about somebody who is gone is gone with them.
 *
 * out_span may be NULL
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, ERR_DB …
 * Cost     1 query, and those of the accounts
 */
MUST_USE enum err service_list_acts(struct ctx *ctx, const struct paging *paging,
                                    struct staff_act_view **out, size_t *out_count,
                                    struct paging_span *out_span);
