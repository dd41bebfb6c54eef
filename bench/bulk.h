/* Bulk: rows into an SQLite file as fast as it takes them, for instances that only measurements see.
 *
 * The store writes each row durably, with its counters, behind savepoints; millions of rows are wanted here in a minute. So
 * the seed writes past it: prepared inserts in sorted batches, nothing synced until bulk_close(). Failures end the program.
 *
 * Rows that count up come from one INSERT … SELECT … FROM number: the cursors of the table and its indexes then stay where
 * they are, at the end, instead of being opened and sought once a row. After each such statement bulk_commit() writes its
 * pages out while the processor still has them near.
 */
#pragma once

#include <stdint.h>

#include <sqlite3.h>

struct bulk {
    sqlite3 *db;
    int64_t waiting; /* rows of the open transaction */
    int64_t commits;
};

/* The temporary table `number` of bulk_open_alone() counts from 0 to one less. */
#define BULK_NUMBERS INT64_C(10000)

/** Open a file that nothing else writes to. */
void bulk_open(struct bulk *b, const char *path);

/** Open a file that nothing else has open, and write to it without a journal: what breaks off leaves it broken. */
void bulk_open_alone(struct bulk *b, const char *path);

/** Commit, make everything durable in the main file, close. */
void bulk_close(struct bulk *b);

/** A statement, freed by bulk_close(). */
sqlite3_stmt *bulk_prepare(struct bulk *b, const char *sql);

/**
 * Run a prepared change.
 *
 * types    one letter a parameter: i int64_t, t struct sv as text, b struct sv as blob (an absent view is NULL), n NULL
 */
void bulk_run(struct bulk *b, sqlite3_stmt *stmt, const char *types, ...);

/** Let other connections see what was written so far. */
void bulk_commit(struct bulk *b);

/** Statements without parameters. */
void bulk_exec(struct bulk *b, const char *sql);

/** The integers of a query's first column, at most `count`; how many there are. */
int64_t bulk_list(struct bulk *b, const char *sql, int64_t *out, int64_t count);

/** The one integer of a query; 0 when it gives no row. */
int64_t bulk_get(struct bulk *b, const char *sql);

/** Take an index away that would not be appended to; what makes it again, for bulk_index(). */
char *bulk_unindex(struct bulk *b, const char *index);

/** Make it again, sorted at once. */
void bulk_index(struct bulk *b, char *sql);

/** End the program with a message. */
void bulk_die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
