/* Write on a leased connection: engines with many writers.
 *
 * Transactions are serializable, so `fn` may be written as if it were alone, as on the one writer;
 * who loses runs again, and who keeps losing runs while nobody else of this process writes: sixty
 * posts at once of one author meet at the row that counts them, and each is to go through.
 * After-commit callbacks pass a turnstile: a ticket is taken before the
 * commit is sent, callbacks run in ticket order. Who read another's change began after that commit,
 * so its ticket is later: the order agrees with the commits, and syncs are still shared by the
 * engine.
 */
#include <assert.h>
#include <time.h>

#include "base/clock.h"
#include "db/instance.h"

#define ATTEMPTS 5 /* other processes may still be in the way of the last ones */
#define ATTEMPTS_AMONG_OTHERS 3

static uint64_t turnstile_take(struct turnstile *t)
{
    (void)pthread_mutex_lock(&t->lock);
    uint64_t ticket = t->next_ticket++;
    (void)pthread_mutex_unlock(&t->lock);
    return ticket;
}

/* Wait for everybody before, run the callbacks of a committed item, let the next one pass. */
static void turnstile_pass(struct turnstile *t, uint64_t ticket, struct db_item *item)
{
    (void)pthread_mutex_lock(&t->lock);
    while (t->now_serving != ticket)
        (void)pthread_cond_wait(&t->has_moved, &t->lock);
    (void)pthread_mutex_unlock(&t->lock);
    if (item->result == ERR_OK)
        item_run_callbacks(item);
    (void)pthread_mutex_lock(&t->lock);
    t->now_serving++;
    (void)pthread_cond_broadcast(&t->has_moved);
    (void)pthread_mutex_unlock(&t->lock);
}

static enum err commit_leased(struct db *db, struct db_item *item, struct db_conn *conn)
{
    if (item->attachment_count > 0) {
        assert(db->before_commit != NULL);
        TRY(db->before_commit(db->before_commit_arg, item->attachments, item->attachment_count));
    }
    enum err err = conn->driver->commit(conn->impl);
    return err == ERR_OK ? ERR_OK : conn_fail(item->ctx, conn, err, "commit");
}

/* One attempt. */
static void write_once(struct db *db, struct db_item *item, struct db_conn *conn)
{
    item->result = conn->driver->begin(conn->impl, DRIVER_WRITER);
    if (item->result != ERR_OK) {
        (void)conn_fail(item->ctx, conn, item->result, "begin");
        return;
    }
    item_run(item, conn);
    if (item->result == ERR_OK) {
        uint64_t ticket = turnstile_take(&db->turnstile);
        item->result = commit_leased(db, item, conn);
        turnstile_pass(&db->turnstile, ticket, item);
    }
    if (item->result != ERR_OK)
        conn->driver->rollback(conn->impl);
}

/* Some milliseconds, growing, different for each caller, so that two losers do not meet again. */
static void wait_before_again(int attempt, const struct db_item *item)
{
    int64_t spread_us = (clock_monotonic_us() ^ (int64_t)((uintptr_t)item >> 8)) & 0xfff;
    int64_t us = (INT64_C(1000) << attempt) + spread_us;
    const struct timespec pause = { .tv_sec = 0, .tv_nsec = us * 1000 };
    (void)nanosleep(&pause, NULL);
}

static void write_gated(struct db *db, struct db_item *item, struct db_conn *conn, bool is_alone)
{
    int rc = is_alone ? pthread_rwlock_wrlock(&db->gate) : pthread_rwlock_rdlock(&db->gate);
    assert(rc == 0);
    write_once(db, item, conn);
    (void)pthread_rwlock_unlock(&db->gate);
}

enum err write_leased(struct db *db, struct db_item *item)
{
    struct db_conn *conn = NULL;
    TRY(pool_take(item->ctx, &db->writers, &conn));
    for (int attempt = 1;; attempt++) {
        write_gated(db, item, conn, attempt > ATTEMPTS_AMONG_OTHERS);
        if (item->result != ERR_DB_CONFLICT || attempt == ATTEMPTS)
            break;
        wait_before_again(attempt, item);
    }
    pool_give(conn);
    return item->result;
}
