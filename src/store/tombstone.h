/* Tombstones: keyed hashes of what was erased, so that it answers 410 and its name is not given again.
 *
 * Nobody can read a name out of them, and without the instance's key nobody can try names. They stay for ever.
 * Each is written into the keyring's journal first, so that a restored backup can be told what was erased since.
 */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "store/keyring.h"

/* Stored and part of the hash; never renumbered. */
enum tombstone_kind {
    TOMBSTONE_ACCOUNT = 0, /* key: the id in decimal; accounts from anywhere */
    TOMBSTONE_STATUS = 1,  /* key: the id in decimal */
    TOMBSTONE_MEDIA = 2,   /* key: the id in decimal */
    TOMBSTONE_HANDLE = 3,  /* key: user name of a local account, lower case */
    TOMBSTONE_EMAIL =
        4,             /* key: address, lower case; of accounts erased while they were suspended */
    TOMBSTONE_URI = 5, /* key: id of another server's actor or object */
    TOMBSTONE_IMPORT =
        6, /* store/import.h: an item of an archive, so that importing it again does not bring it back */
    TOMBSTONE_KIND_COUNT
};

/**
 * Was it erased?
 *
 * key      see the kinds
 *
 * Returns  ERR_DB …
 * Cost     1 query
 */
MUST_USE enum err store_tombstone_has(struct ctx *ctx, enum tombstone_kind kind, struct sv key,
                                      bool *out);

/** The same by id: accounts, statuses and media. */
MUST_USE enum err store_tombstone_has_id(struct ctx *ctx, enum tombstone_kind kind, int64_t id,
                                         bool *out);

/** Inside db_write: remember it; again is harmless. */
MUST_USE enum err store_tombstone_insert(struct ctx *ctx, enum tombstone_kind kind, struct sv key);

/** The same by id. */
MUST_USE enum err store_tombstone_insert_id(struct ctx *ctx, enum tombstone_kind kind, int64_t id);

/** Is there a tombstone of this hash, as the journal lists it? */
MUST_USE enum err store_tombstone_has_hash(struct ctx *ctx, struct sv hash, bool *out);

/** Inside db_write: take over an entry of the journal, which is not written there again. */
MUST_USE enum err store_tombstone_restore(struct ctx *ctx, const struct keyring_tombstone *entry,
                                          bool *out_is_new);

/** Hashes behind one, in order; `after` is empty at first. */
MUST_USE enum err store_tombstone_list(struct ctx *ctx, struct sv after, int64_t count,
                                       struct sv **out, size_t *out_count);
