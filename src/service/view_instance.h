/* View the instance: the totals that its documents give (instance, NodeInfo), and the servers it knows. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/user.h"

#define INSTANCE_PEERS_MAX 5000

struct instance_totals {
    struct user_counts users;
    int64_t statuses; /* of local accounts */
    int64_t hosts;    /* other servers ever heard of */
};

/**
 * The totals, from counters.
 *
 * Returns  ERR_DB …
 * Cost     5 indexed queries
 */
MUST_USE enum err service_total_instance(struct ctx *ctx, struct instance_totals *out);

/* What happened in a week. */
struct instance_week {
    int64_t begin_ms; /* its Monday */
    int64_t statuses; /* local accounts wrote */
    int64_t logins;   /* were here */
    int64_t registrations;
};

#define INSTANCE_WEEKS_SHOWN 12

/** The last weeks, the present one first. ERR_DB … Cost: 3 indexed queries. */
MUST_USE enum err service_list_weeks(struct ctx *ctx,
                                     struct instance_week out[INSTANCE_WEEKS_SHOWN]);

#define INSTANCE_PEERS_FOUND 10

/**
 * Names of other servers that begin with a text; those that are blocked are not named.
 *
 * query    untrusted
 */
MUST_USE enum err service_search_peers(struct ctx *ctx, struct sv query, struct sv **out,
                                       size_t *out_count);

/** Names of the other servers, in order, the first INSTANCE_PEERS_MAX; in ctx->arena. */
MUST_USE enum err service_list_peers(struct ctx *ctx, struct sv **out, size_t *out_count);
