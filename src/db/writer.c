/* Writer: the one thread that writes where an engine has one writer, and its group commit.
 *
 * It takes what waits, runs each item inside a savepoint, and commits once. While it commits the
 * next group gathers by itself, so the group grows with the load and a lone write waits for nobody.
 */
#include <assert.h>

#include "base/clock.h"
#include "db/instance.h"

#define BATCH_ITEMS 256
#define BATCH_US INT64_C(20000) /* a group that took this long takes nobody else in */

struct batch {
    struct db *db;
    struct db_conn *conn;
    struct db_item *first;
    struct db_item **last;
    size_t count;
    int64_t start_us;
    struct db_attachment *attachments;
    struct db_attachment **attachments_end;
    size_t attachment_count;
};

/* The next waiting item, or NULL: when stopping, or at once unless `may_wait`. Writes only, with
 * `only_writes`. */
static struct db_item *queue_take(struct writer *w, bool may_wait, bool only_writes)
{
    (void)pthread_mutex_lock(&w->lock);
    while (may_wait && w->first == NULL && !w->is_stopping)
        (void)pthread_cond_wait(&w->has_work, &w->lock);
    struct db_item *item = w->first;
    if (item != NULL && only_writes && item->fn == NULL)
        item = NULL;
    if (item != NULL) {
        w->first = item->next;
        if (w->first == NULL)
            w->last = &w->first;
        item->next = NULL;
    }
    (void)pthread_mutex_unlock(&w->lock);
    return item;
}

static void batch_add(struct batch *b, struct db_item *item)
{
    *b->last = item;
    b->last = &item->next;
    b->count++;
}

static void batch_add_attachments(struct batch *b, struct db_item *item)
{
    if (item->attachment_count == 0)
        return;
    *b->attachments_end = item->attachments;
    b->attachments_end = item->attachments_end;
    b->attachment_count += item->attachment_count;
}

/* Whatever had succeeded so far did not happen. */
static void batch_fail(struct batch *b, enum err err, const char *what)
{
    for (struct db_item *item = b->first; item != NULL; item = item->next) {
        if (item->result == ERR_OK)
            item->result = fail(item->ctx, err, "%s: %s", what, b->conn->impl->detail);
    }
    b->conn->driver->rollback(b->conn->impl);
}

/* One item in its savepoint. An error of this function ends the whole batch. */
static enum err batch_run_item(struct batch *b, struct db_item *item)
{
    const struct driver *driver = b->conn->driver;
    struct driver_conn *impl = b->conn->impl;
    TRY(driver->savepoint(impl));
    item_run(item, b->conn);
    if (!driver->is_in_transaction(impl))
        return item->result == ERR_OK ? ERR_DB
                                      : item->result; /* full disk: the engine rolled back */
    if (item->result != ERR_OK)
        return driver->savepoint_rollback(impl);
    TRY(driver->savepoint_release(impl));
    batch_add_attachments(b, item);
    return ERR_OK;
}

/* Run the first item and whoever comes while it runs. */
static enum err batch_run_items(struct batch *b, struct db_item *item)
{
    TRY(b->conn->driver->begin(b->conn->impl, DRIVER_WRITER));
    while (item != NULL) {
        TRY(batch_run_item(b, item));
        if (b->count == BATCH_ITEMS || clock_monotonic_us() - b->start_us > BATCH_US)
            return ERR_OK;
        item = queue_take(&b->db->writer, false, true);
        if (item != NULL)
            batch_add(b, item);
    }
    return ERR_OK;
}

/* The hook first: an attachment without its row is swept later, a row without its attachment is
 * unreadable. */
static enum err batch_commit(struct batch *b)
{
    struct db *db = b->db;
    if (b->attachment_count > 0) {
        assert(db->before_commit != NULL);
        (void)snprintf(b->conn->impl->detail, DRIVER_DETAIL_BYTES, "refused by the hook before it");
        TRY(db->before_commit(db->before_commit_arg, b->attachments, b->attachment_count));
    }
    return b->conn->driver->commit(b->conn->impl);
}

static void batch_answer(struct batch *b)
{
    for (struct db_item *item = b->first; item != NULL; item = item->next) {
        if (item->result == ERR_OK)
            item_run_callbacks(item);
    }
    for (struct db_item *item = b->first; item != NULL;) {
        struct db_item *next = item->next; /* its caller's stack may be gone after the post */
        (void)sem_post(&item->is_done);
        item = next;
    }
}

static void batch_run(struct db *db, struct db_item *item)
{
    struct batch b = { .db = db, .conn = &db->writer.conn, .start_us = clock_monotonic_us() };
    b.last = &b.first;
    b.attachments_end = &b.attachments;
    batch_add(&b, item);
    enum err err = batch_run_items(&b, item);
    if (err != ERR_OK) {
        batch_fail(&b, err, "batch");
    } else {
        err = batch_commit(&b);
        if (err != ERR_OK)
            batch_fail(&b, err, "commit");
    }
    batch_answer(&b);
}

static void checkpoint_run(struct db *db, struct db_item *item)
{
    struct db_conn *conn = &db->writer.conn;
    item->result = conn->driver->checkpoint_truncate(conn->impl, &item->is_busy);
    if (item->result != ERR_OK)
        (void)conn_fail(item->ctx, conn, item->result, "checkpoint");
    (void)sem_post(&item->is_done);
}

static void *writer_main(void *arg)
{
    struct db *db = arg;
    for (;;) {
        struct db_item *item = queue_take(&db->writer, true, false);
        if (item == NULL)
            return NULL;
        if (item->fn == NULL)
            checkpoint_run(db, item);
        else
            batch_run(db, item);
    }
}

void writer_start(struct db *db)
{
    struct writer *w = &db->writer;
    w->last = &w->first;
    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->has_work, NULL);
    int rc = pthread_create(&w->thread, NULL, writer_main, db);
    assert(rc == 0);
}

void writer_stop(struct db *db)
{
    struct writer *w = &db->writer;
    (void)pthread_mutex_lock(&w->lock);
    w->is_stopping = true;
    (void)pthread_cond_signal(&w->has_work);
    (void)pthread_mutex_unlock(&w->lock);
    (void)pthread_join(w->thread, NULL);
    (void)pthread_cond_destroy(&w->has_work);
    (void)pthread_mutex_destroy(&w->lock);
}

void writer_submit(struct db *db, struct db_item *item)
{
    struct writer *w = &db->writer;
    (void)sem_init(&item->is_done, 0, 0);
    (void)pthread_mutex_lock(&w->lock);
    assert(!w->is_stopping);
    *w->last = item;
    w->last = &item->next;
    (void)pthread_cond_signal(&w->has_work);
    (void)pthread_mutex_unlock(&w->lock);
    while (sem_wait(&item->is_done) != 0)
        continue; /* interrupted by a signal */
    (void)sem_destroy(&item->is_done);
}
