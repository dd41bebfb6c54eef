/* Record deliveries: what became of activities that were sent, in one commit for a batch.
 *
 * Only failures and the cursor are kept: what arrived leaves no row.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "store/outbound.h"

enum delivery_end {
    DELIVERY_SENT,    /* it arrived */
    DELIVERY_DROPPED, /* it never will */
    DELIVERY_KEPT,    /* to be tried again: attempts and next_ms are set */
};

struct delivery_outcome {
    struct delivery delivery;
    enum delivery_end end;
    bool has_row;            /* it was read from a delivery row */
    bool host_failed;        /* nothing of the host answered */
    bool host_answered;      /* something did, whatever it said */
    int64_t parked_until_ms; /* with host_failed: 0 = go on trying */
};

/* How far a fan-out is. */
struct delivery_progress {
    const struct fanout *fanout;
    struct inbox_id
        cursor; /* everything up to this inbox is settled, by these outcomes or those of before */
    bool is_finished;
};

struct delivery_batch {
    const struct delivery_outcome *outcomes;
    size_t count;
    const struct delivery_progress *progress;
    size_t progress_count;
};

/**
 * Returns  ERR_DB …
 * Cost     one commit
 */
MUST_USE enum err service_record_deliveries(struct ctx *ctx, const struct delivery_batch *batch);
