/* Other servers in the store: hosts and the inboxes on them.
 *
 * A host that does not answer is parked for a while, so that nothing is spent on it; anything it sends us ends that.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

struct host {
    struct host_id id;
    struct sv name;           /* HOST or HOST:PORT, lower case */
    int64_t failing_since_ms; /* 0 = its last delivery arrived */
    int64_t parked_until_ms;  /* 0 = not parked */
    int64_t seen_ms;
};

/** out is filled when found. */
MUST_USE enum err store_host_find(struct ctx *ctx, struct sv name, bool *out_found,
                                  struct host *out);

/** Every host, by id behind `after`; fewer than count at the end. */
MUST_USE enum err store_host_list(struct ctx *ctx, struct host_id after, int64_t count,
                                  struct host **out, size_t *out_count);

/** The accounts of a host, by id behind `after`; none at the end. */
MUST_USE enum err store_host_accounts(struct ctx *ctx, struct host_id host, struct account_id after,
                                      int64_t count, struct account_id **out, size_t *out_count);

/**
 * Inside db_write: the host of a name, made when it is new.
 *
 * new_id   used when it is
 * name     lower case, with port when it is not the scheme's own
 */
MUST_USE enum err store_host_upsert(struct ctx *ctx, struct host_id new_id, struct sv name,
                                    struct host_id *out);

/** Inside db_write: nothing reaches it since now, or longer. parked_until_ms 0: go on trying. */
MUST_USE enum err store_host_mark_failed(struct ctx *ctx, struct host_id id,
                                         int64_t parked_until_ms);

/** Inside db_write: it answered, or sent something; what waits for it is due at once. */
MUST_USE enum err store_host_mark_alive(struct ctx *ctx, struct host_id id);

/** Inside db_write: the inbox of an address, made when it is new; new_id is used then. */
MUST_USE enum err store_inbox_upsert(struct ctx *ctx, struct inbox_id new_id, struct host_id host,
                                     struct sv url, struct inbox_id *out);
