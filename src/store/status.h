/* Statuses in the store: rows to structs with what hangs on them, sealing and opening.
 *
 * A local status, and a non-public one from elsewhere, is sealed under its own object key; public content of other servers
 * is plain. Writing is in two steps: seal first, then insert inside db_write().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/secret.h"
#include "model/status.h"
#include "store/keyring.h"

/**
 * Load one status with counts, media, mentions, tags and poll, whoever asks: visibility is the service's.
 *
 * Returns  ERR_NOT_FOUND  no such status, or its key is destroyed
 *          ERR_DB …
 * Cost     6 queries, and the keyring when sealed and not in memory
 */
MUST_USE enum err store_status_get(struct ctx *ctx, struct status_id id, struct status *out);

/** Whose it is, also when its words cannot be opened any more; ERR_NOT_FOUND. Cost: 1 query. */
MUST_USE enum err store_status_owner(struct ctx *ctx, struct status_id id, struct account_id *out);

/**
 * Load several, in the order asked for; absent ones and those being erased are left out.
 *
 * ids      at most STORE_LIST_MAX (store/account.h), without repetitions
 * Cost     6 queries
 */
MUST_USE enum err store_status_list(struct ctx *ctx, const struct status_id *ids, size_t count,
                                    struct status **out, size_t *out_count);

/** Find a remote status by its object id. */
MUST_USE enum err store_status_find_uri(struct ctx *ctx, struct sv uri, bool *out_found,
                                        struct status *out);

/* A status's words, ready to write. */
struct status_sealed {
    struct sv content;
    struct sv source;
    struct sv spoiler;
    const struct sv *options; /* of its poll, one each; NULL without one, and for a version */
    struct sv asked;          /* of a version: all of them */
    struct sv media;          /* of a version: which, and how they were described */
    bool has_key;
    struct keyring_new
        key; /* with has_key: to be stored with the row; wiped by store_status_sealed_wipe */
    struct sv wrapped;
};

/** Must this status be sealed? Local ones, and what others sent that is not public. */
bool store_status_is_sealed(const struct status *status);

/**
 * Box a new status's words under a new object key, or plainly when it need not be sealed.
 *
 * status   id, account, visibility, content, source, spoiler, poll are read
 *
 * Returns  ERR_KEY_GONE   its account is being erased
 */
MUST_USE enum err store_status_seal(struct ctx *ctx, const struct status *status,
                                    struct status_sealed *out);

/** Box an existing status's new words under the key it has. */
MUST_USE enum err store_status_reseal(struct ctx *ctx, const struct status *status,
                                      struct status_sealed *out);

/** Overwrite the key; harmless when there is none. */
void store_status_sealed_wipe(struct status_sealed *sealed);

/**
 * Inside db_write: insert a status with its counters, mentions, tags and poll, and store its key.
 *
 * status   media are attached by the caller; tags are normalized; mentions have accounts
 * tag_ids  one new id for each tag, used where the tag is new
 *
 * Returns  ERR_DUPLICATE  id, uri or (owner, reblog) exists: another id, or it is there already
 */
MUST_USE enum err store_status_insert(struct ctx *ctx, const struct status *status,
                                      const struct status_sealed *sealed,
                                      const struct tag_id *tag_ids);

/**
 * Inside db_write: keep the words of before in the history, write the new ones; mentions, tags and poll are replaced.
 *
 * before   as loaded; its words are boxed in `before_sealed`
 * Returns  ERR_LIMIT  edited a hundred times
 */
MUST_USE enum err store_status_update(struct ctx *ctx, const struct status *before,
                                      const struct status_sealed *before_sealed,
                                      const struct status *after,
                                      const struct status_sealed *sealed,
                                      const struct tag_id *tag_ids);

/* One version of a status's words. */
struct status_version {
    struct html content;
    struct sv source;
    struct sv spoiler;
    const struct sv *options; /* what its poll offered, titles; none without one */
    size_t option_count;
    bool knows_media;          /* false: written before media were remembered */
    const struct media *media; /* from the store id and alt alone */
    size_t media_count;
    bool is_sensitive;
    int64_t created_ms;
};

/** Versions before the present one, oldest first. */
MUST_USE enum err store_status_versions(struct ctx *ctx, const struct status *status,
                                        struct status_version **out, size_t *out_count);

/** Box a version for the history, under the status's key: number counts from 1. */
MUST_USE enum err store_status_seal_version(struct ctx *ctx, const struct status *status,
                                            struct status_sealed *out);

/**
 * Inside db_write: count a new status where it counts: at its account, at what it answers, at what it reblogs.
 *
 * Returns  ERR_NOT_FOUND  what it answers or reblogs is gone
 */
MUST_USE enum err store_status_count_new(struct ctx *ctx, const struct status *status);

/** Inside db_write: somebody more may see it, without being told. Harmless when it names them already: then leave it to that. */
MUST_USE enum err store_status_add_silent(struct ctx *ctx, const struct status *status,
                                          struct account_id account);

/** Inside db_write: something is to point at this status. ERR_NOT_FOUND: it is gone. */
MUST_USE enum err store_status_hold(struct ctx *ctx, struct status_id id);

/**
 * Inside db_write: hang a picture on a status.
 *
 * Returns  ERR_VALIDATION  not the owner's, or on another status by now
 */
MUST_USE enum err store_status_attach(struct ctx *ctx, struct status_id status,
                                      struct account_id owner, struct media_id media,
                                      size_t position);

/** Inside db_write: take all pictures off a status; who is not attached again is swept. */
MUST_USE enum err store_status_detach_all(struct ctx *ctx, struct status_id status);

/** An account's reblog of a status. */
MUST_USE enum err store_reblog_find(struct ctx *ctx, struct status_id of, struct account_id owner,
                                    bool *out_found, struct status_id *out);

/** Inside db_write: delete a reblog and count; what points at it is the caller's. */
MUST_USE enum err store_reblog_delete(struct ctx *ctx, struct status_id reblog, struct status_id of,
                                      struct account_id owner);

/** Inside db_write: what a status answers is known now. Harmless when it was known; ERR_NOT_FOUND: the parent is gone. */
MUST_USE enum err store_status_set_parent(struct ctx *ctx, struct status_id id,
                                          const struct status *parent);

/** The ids of the tags a status holds. */
MUST_USE enum err store_status_tag_ids(struct ctx *ctx, struct status_id id, struct tag_id **out,
                                       size_t *out_count);

struct status_stamp {
    int64_t edited_ms; /* 0 = never */
};

/** Inside db_write: whether a status is still what was read before. ERR_NOT_FOUND: it is gone. */
MUST_USE enum err store_status_stamp(struct ctx *ctx, struct status_id id,
                                     struct status_stamp *out);
