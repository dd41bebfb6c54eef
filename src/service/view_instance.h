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

/** Names of the other servers, in order, the first INSTANCE_PEERS_MAX; in ctx->arena. */
MUST_USE enum err service_list_peers(struct ctx *ctx, struct sv **out, size_t *out_count);
