/* The instance as a whole in the store: totals, and the servers it knows. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/id.h"
#include "base/macros.h"
#include "base/sv.h"

/* Stored; never renumbered. */
enum instance_total {
    TOTAL_USERS = 1,    /* active logins */
    TOTAL_SEEN = 2,     /* of these, by the day they were last here */
    TOTAL_STATUSES = 3, /* of local accounts */
    TOTAL_HOSTS = 4,    /* other servers there are rows of */
};

/** A total; of TOTAL_SEEN from a day on, of the others all (day 0). Cost: a few rows, and as many for each day. */
MUST_USE enum err store_instance_total(struct ctx *ctx, enum instance_total total,
                                       int64_t since_day, int64_t *out);

/** Inside db_write: an account wrote a status, or one of its statuses goes. Also in the account's own counters. */
MUST_USE enum err store_count_status(struct ctx *ctx, struct account_id account, int64_t at_ms);
MUST_USE enum err store_uncount_status(struct ctx *ctx, struct account_id account);

/** Inside db_write: add to the total of statuses alone, unless the account is another server's or being erased. */
MUST_USE enum err store_instance_add_statuses(struct ctx *ctx, struct account_id account,
                                              int64_t change);

/**
 * Inside db_write: an active login comes (+1) or goes (-1); not counted when its account is being erased.
 *
 * seen_day the day it was last here, 0 = never
 */
MUST_USE enum err store_instance_add_user(struct ctx *ctx, struct account_id account,
                                          int64_t seen_day, int64_t change);

/** Inside db_write: a server became known (+1) or was forgotten (-1). */
MUST_USE enum err store_instance_add_host(struct ctx *ctx, struct host_id host, int64_t change);

/**
 * Names of the other servers, in order.
 *
 * after    the last name of the page before; "" at first
 * count    1 … 5000
 * out      in ctx->arena
 */
MUST_USE enum err store_instance_host_page(struct ctx *ctx, struct sv after, int64_t count,
                                           struct sv **out, size_t *out_count);
