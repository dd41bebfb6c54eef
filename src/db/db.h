/* Db: the store's connections, read leases, and the one door to a durable change.
 *
 * SQLite: many readers, one writer thread that commits what waits as a group (a lone write costs
 * one sync, sixty-four waiting writes cost one as well). PostgreSQL: a pool each for reading and
 * writing; a write runs again on a serialization failure. Callers see one contract: db_write()
 * returns when the change is durable.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "db/query.h"

struct db_fake;
struct db_migrations;

/* Something an item of a batch wants done durably before the batch commits; the keyring's new keys.
 */
struct db_attachment {
    struct db_attachment *next; /* of the batch, in the order of the items */
    int kind;                   /* meaning is the hook's */
    int64_t id;
    int64_t owner;
    struct sv bytes;
};

/* Called on the thread that commits, before every commit with attachments. An error fails the whole
 * batch. */
typedef enum err db_before_commit(void *arg, const struct db_attachment *first, size_t count);

struct db_options {
    struct sv url;                    /* sqlite:PATH, postgres://… or postgresql://…, fake: */
    int reader_count;                 /* connections for reading, 0 = 8 */
    int writer_count;                 /* PostgreSQL: connections for writing, 0 = 8 */
    const struct db_queries *queries; /* borrowed, generated */
    const struct db_migrations *migrations; /* borrowed, generated; for db_migrate */
    db_before_commit *before_commit;        /* may be NULL when nothing is ever attached */
    void *before_commit_arg;
    struct db_fake *fake; /* script of the fake driver, tests only */
};

/**
 * Open the store; its first connection is opened and its profile checked, the others on first use.
 *
 * ctx      for the error's detail; ctx->db is not set
 * out      to be closed with db_close
 *
 * Returns  ERR_BAD_PARAM  the address has no known scheme
 *          ERR_DB         cannot be opened, or the engine refused a part of the profile (detail
 * says which) ERR_CORRUPT    not a database
 */
MUST_USE enum err db_open(struct ctx *ctx, const struct db_options *options, struct db **out);

/** Finish what waits, close everything. No ctx may hold a lease. Accepts NULL. */
void db_close(struct db *db);

/**
 * Bring the schema to the newest migration, each in a transaction of its own.
 *
 * ctx      ctx->db is the store
 *
 * Returns  ERR_DB    the database was made by a newer program, or a migration failed (detail says
 * which) as db_write otherwise
 */
MUST_USE enum err db_migrate(struct ctx *ctx);

/**
 * End the read transaction of this ctx and give its connection back. Harmless without one.
 *
 * Called at the end of each request and job, before anything that waits for the network, and by
 * db_write.
 */
void db_release(struct ctx *ctx);

/**
 * Run `fn` in a write transaction and return when the change is durable.
 *
 * fn       does only queries: no I/O, no crypto, no parsing, no db_write. May run again from the
 * start (PostgreSQL), so it sets its results anew each time. An error, or a failed statement even
 * if fn hides it, undoes it arg      handed to fn
 *
 * Returns  what fn returned when it failed (then nothing of it is stored)
 *          ERR_BUSY       PostgreSQL: no connection became free in time
 *          ERR_DB_CONFLICT  PostgreSQL: lost against concurrent transactions five times
 *          ERR_DISK_FULL, ERR_DB, ERR_CORRUPT  the commit, or another item's failure, ended the
 * batch: nothing of it is reported as done what the before_commit hook returned when it failed
 * Thread   any; blocks
 * Cost     one commit, shared with whoever waits as well
 */
MUST_USE enum err db_write(struct ctx *ctx, enum err (*fn)(struct ctx *ctx, void *arg), void *arg);

/**
 * Inside fn: run `callback` after the commit, before db_write returns. Dropped when the item fails.
 *
 * Callbacks of all items run one after the other, in an order that agrees with the commits: who
 * read another item's change runs after it. Keep them short: nobody else's write is answered
 * meanwhile.
 */
void db_after_commit(struct ctx *ctx, void (*callback)(void *arg), void *arg);

/**
 * Inside fn: hand something to the before_commit hook. Dropped when the item fails.
 *
 * bytes    copied into ctx->arena
 */
void db_attach(struct ctx *ctx, int kind, int64_t id, int64_t owner, struct sv bytes);

/** True inside the fn of db_write. */
bool db_is_writing(const struct ctx *ctx);

/**
 * Move everything into the main file and empty the log, durably, between two batches (SQLite;
 * elsewhere there is nothing to do).
 *
 * ctx          ctx->db is the store; its own read lease is released first
 * out_is_busy  true when a reader still needs the log: the bytes of what was erased may still be in
 * the files. Then db_interrupt_readers_before() and again
 *
 * Returns  ERR_DB, ERR_CORRUPT, ERR_DISK_FULL  storage failed
 * Thread   any; blocks
 */
MUST_USE enum err db_checkpoint_truncate(struct ctx *ctx, bool *out_is_busy);

/**
 * End every read transaction that began before a moment; their next query, or the one running,
 * gives ERR_TIMEOUT.
 *
 * monotonic_us  as clock_monotonic_us()
 *
 * Thread   any
 */
void db_interrupt_readers_before(struct db *db, int64_t monotonic_us);

/** The engine behind it. */
enum db_dialect db_dialect_of(const struct db *db);
