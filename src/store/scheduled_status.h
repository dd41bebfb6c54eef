/* Scheduled statuses in the store: sealed as statuses are, each under an object key of its own, which goes when it is posted
 * or deleted: see store_erase_scheduled(). Pictures that wait with one are held, so that no sweep takes them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/paging.h"
#include "model/scheduled_status.h"
#include "store/keyring.h"

struct scheduled_sealed {
    struct sv text;
    struct sv spoiler;
    struct sv poll;
    struct keyring_new key; /* wiped by store_scheduled_sealed_wipe */
    struct sv wrapped;
};

/**
 * Load one with its pictures, whoever asks.
 *
 * Returns  ERR_NOT_FOUND  there is none, or its key is destroyed
 *          ERR_DB …
 * Cost     2 queries, and the keyring when its key is not in memory
 */
MUST_USE enum err store_scheduled_get(struct ctx *ctx, struct scheduled_status_id id,
                                      struct scheduled_status *out);

/** A page of an account's, by id; those that cannot be opened are left out, but are in the span. */
MUST_USE enum err store_scheduled_page(struct ctx *ctx, struct account_id owner,
                                       const struct paging *paging, struct scheduled_status **out,
                                       size_t *out_count, struct paging_span *out_span);

/** A page of those that wait for a decision or were declined; as above. */
MUST_USE enum err store_scheduled_waiting(struct ctx *ctx, struct account_id page,
                                          const struct paging *paging,
                                          struct scheduled_status **out, size_t *out_count,
                                          struct paging_span *out_span);

/** How many an account has, and how many but `but` are due from one time until before another; each is enough to be counted. */
MUST_USE enum err store_scheduled_count(struct ctx *ctx, struct account_id owner, int64_t from_ms,
                                        int64_t to_ms, struct scheduled_status_id but,
                                        int64_t *out_all, int64_t *out_between);

/**
 * Box a new one's words under a new key.
 *
 * Returns  ERR_KEY_GONE   its account is being erased
 */
MUST_USE enum err store_scheduled_seal(struct ctx *ctx, const struct scheduled_status *scheduled,
                                       struct scheduled_sealed *out);

/** Overwrite the key; harmless when there is none. */
void store_scheduled_sealed_wipe(struct scheduled_sealed *sealed);

/**
 * Inside db_write: insert it, hold its pictures, and enqueue the job that posts it unless it waits.
 *
 * job      a new id of the engine
 *
 * Returns  ERR_VALIDATION  a picture is not the owner's, or hangs on something by now
 */
MUST_USE enum err store_scheduled_insert(struct ctx *ctx, const struct scheduled_status *scheduled,
                                         const struct scheduled_sealed *sealed, struct job_id job);

/** Inside db_write: it is being posted. ERR_NOT_FOUND: it was, or is deleted. */
MUST_USE enum err store_scheduled_hold(struct ctx *ctx, struct scheduled_status_id id);

/** Inside db_write: post it at another time, by a new job; with none it only wishes that time. ERR_NOT_FOUND: it is gone. */
MUST_USE enum err store_scheduled_set_due(struct ctx *ctx, struct scheduled_status_id id,
                                          struct account_id owner, int64_t due_ms,
                                          struct job_id job);

/** Box its words anew under its own key; before store_scheduled_approve(). ERR_KEY_GONE: it is being erased. */
MUST_USE enum err store_scheduled_reseal(struct ctx *ctx, const struct scheduled_status *scheduled,
                                         struct scheduled_sealed *out);

/** Inside db_write: it waits no more, and a job posts it when it is due. ERR_NOT_FOUND: decided or deleted since. */
MUST_USE enum err store_scheduled_approve(struct ctx *ctx, const struct scheduled_status *scheduled,
                                          const struct scheduled_sealed *sealed, struct job_id job);

/** Inside db_write. ERR_NOT_FOUND: likewise. */
MUST_USE enum err store_scheduled_decline(struct ctx *ctx, struct scheduled_status_id id,
                                          struct account_id owner);
