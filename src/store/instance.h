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
    /* What happened in a week, by its first day; nothing is taken away again. */
    WEEK_STATUSES = 5,      /* local accounts wrote */
    WEEK_SEEN = 6,          /* logins that were here */
    WEEK_REGISTRATIONS = 7, /* logins that were made */
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

/** The Monday of a week, for any of its days; days since the epoch. */
int64_t store_instance_week(int64_t day);

/** The weeks that are kept, the present one among them. */
#define INSTANCE_WEEKS 12

/**
 * What happened in the last INSTANCE_WEEKS weeks, newest first.
 *
 * out      of one of the kinds WEEK_…; this week's is out[0]
 *
 * Cost     1 query of some rows for each week
 */
MUST_USE enum err store_instance_weeks(struct ctx *ctx, enum instance_total kind,
                                       int64_t out[INSTANCE_WEEKS]);

/** Inside db_write: a login was made. */
MUST_USE enum err store_instance_add_registration(struct ctx *ctx, struct account_id account);

/** Inside db_write: a login that was last here on one day is here on another. */
MUST_USE enum err store_instance_add_visit(struct ctx *ctx, struct account_id account,
                                           int64_t last_day, int64_t day);

/** Inside db_write: forget weeks that are not kept any more; at most `count` rows. */
MUST_USE enum err store_instance_forget_weeks(struct ctx *ctx, int64_t count, int64_t *out_changed);

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

/** Names that begin with a text in lower case, in order; count 1 … 100. */
MUST_USE enum err store_instance_host_search(struct ctx *ctx, struct sv prefix, int64_t count,
                                             struct sv **out, size_t *out_count);
