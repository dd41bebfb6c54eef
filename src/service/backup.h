/* Backup and restore, in two sets.
 *
 * Set A is the data: the store, the pictures, the settings; what people wrote is sealed in it, and what other servers made
 * public is left out. Set B is the keys: it opens every set A, so it is kept apart and not for long. The journal of erasures
 * is part of set B: a restore learns from it what was erased since set A was made and erases it again before anybody can
 * connect. So the newest set B, or the keys folder itself, is the one to restore with.
 *
 * A set ends with its file "backup", so that one broken off is known; nothing is ever overwritten.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"

typedef void backup_progress(void *arg, int64_t done, int64_t total);

/**
 * Make set A.
 *
 * data_dir, keys_dir  the instance's; no slash at the end, as all below
 * target    made; must not exist, or be empty, and not lie in either of them, by whatever name
 * progress  bytes; may be NULL
 *
 * Returns  ERR_CONFLICT   target is not empty, or inside one of the two
 *          ERR_IO, ERR_DISK_FULL, ERR_DB …
 * Cost     reads everything; the store in one read transaction, so that erasures become physical only after it
 */
MUST_USE enum err service_backup(struct ctx *ctx, const char *data_dir, const char *keys_dir,
                                 const char *target, backup_progress *progress, void *arg);

/** Make set B, of the keys folder; as service_backup. The target is closed to others. */
MUST_USE enum err service_backup_keys(struct ctx *ctx, const char *data_dir, const char *keys_dir,
                                      const char *target);

/**
 * Lay a set A and a set B (or a keys folder) out as a new instance. Needs no store. Until service_replay_erasures was run
 * on it the instance must not be served: service_is_restoring says so.
 *
 * data_dir, keys_dir  made; must not exist, or be empty
 *
 * Returns  ERR_NOT_FOUND  one of them is no whole set (detail says which)
 *          ERR_CONFLICT   a folder is not empty, or the keys are older than the data: what was posted in between could not
 *                         be read, and what was erased would come back
 *          ERR_IO, ERR_DISK_FULL
 */
MUST_USE enum err service_unpack_backup(struct ctx *ctx, const char *set_a, const char *set_b,
                                        const char *data_dir, const char *keys_dir);

/**
 * After service_unpack_backup, before anything opens the store: with PostgreSQL, fill the empty database that the settings
 * name. A store in SQLite is filled already.
 *
 * url      the setting database.url
 *
 * Returns  ERR_CONFLICT   the set is of the other engine or of another schema, or the database is not empty
 *          ERR_NOT_FOUND, ERR_CORRUPT  the set is not whole
 *          ERR_IO, ERR_DB …
 */
MUST_USE enum err service_fill_store(struct ctx *ctx, const char *set_a, struct sv url);

/** Was a restore begun and not finished? */
bool service_is_restoring(struct ctx *ctx, const char *data_dir);

/**
 * Erase again what the journal says, physically, and let the instance be served. May be run again after a crash.
 *
 * out_erased  accounts, statuses and pictures that had come back
 *
 * Returns  ERR_CONFLICT  the store knows erasures that the keys do not: they are older
 *          ERR_DB …
 */
MUST_USE enum err service_replay_erasures(struct ctx *ctx, backup_progress *progress, void *arg,
                                          int64_t *out_erased);
