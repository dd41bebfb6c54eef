/* Instance: what struct db and a waiting write are made of. Only src/db includes this header. */
#pragma once

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>

#include "db/conn.h"
#include "db/db.h"

struct after_commit {
    struct after_commit *next;
    void (*callback)(void *arg);
    void *arg;
};

/* One db_write that waits or runs; lives on its caller's stack, its lists in the caller's arena. */
struct db_item {
    struct db_item *next;
    struct ctx *ctx;
    enum err (*fn)(struct ctx *ctx, void *arg); /* NULL: a checkpoint */
    void *arg;
    enum err result;
    enum err poison; /* the first failed statement: the item cannot succeed */
    bool is_busy;    /* result of a checkpoint */
    struct after_commit *callbacks;
    struct after_commit **callbacks_end;
    struct db_attachment *attachments;
    struct db_attachment **attachments_end;
    size_t attachment_count;
    sem_t is_done;
};

/* The writer thread of an engine with one writer. */
struct writer {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t has_work;
    struct db_item *first; /* guarded by lock, like last and is_stopping */
    struct db_item **last;
    bool is_stopping;
    struct db_conn conn;
};

/* Order of the after-commit callbacks where several connections write. */
struct turnstile {
    pthread_mutex_t lock;
    pthread_cond_t has_moved;
    uint64_t next_ticket;
    uint64_t now_serving;
};

struct db {
    const struct driver *driver;
    char *url;
    const struct db_migrations *migrations;
    db_before_commit *before_commit;
    void *before_commit_arg;
    struct db_pool readers;
    struct db_pool writers; /* engines with many writers */
    struct turnstile turnstile;
    pthread_rwlock_t gate; /* shared by those who write among others */
    struct writer writer;  /* engines with one */
};

/** A reading connection for the ctx and its read transaction, unless it has one. Errors as
 * pool_take. */
MUST_USE enum err db_lease(struct ctx *ctx);

void item_init(struct db_item *item, struct ctx *ctx, enum err (*fn)(struct ctx *, void *),
               void *arg);

/** Remember the first failed statement. */
void item_poison(struct db_item *item, enum err err);

/** Run fn on a connection, forgetting what an earlier run left. */
void item_run(struct db_item *item, struct db_conn *conn);

void item_run_callbacks(struct db_item *item);

/** Start the writer thread; its connection is open. */
void writer_start(struct db *db);
/** Finish what waits and join it. */
void writer_stop(struct db *db);
/** Hand an item over and wait for its result. */
void writer_submit(struct db *db, struct db_item *item);

/** db_write on an engine with many writers. */
MUST_USE enum err write_leased(struct db *db, struct db_item *item);
