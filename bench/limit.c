/* efface-limit: what SQLite alone does with the work of a hot path, to stand beside what the server does with it.
 *
 *   efface-limit write FILE COUNT BATCH     durable commits of BATCH rows of 600 bytes in two indexes, COUNT rows
 *   efface-limit home MAIN.DB HANDLE COUNT  the newest 20 of whom HANDLE follows, by one seek an author, and their rows
 *   efface-limit erase MAIN.DB HANDLE       a page's follows and posts, 5,000 rows a transaction, secure_delete on
 *
 * Prints operations, processor microseconds and wall-clock microseconds.
 */
#include "bulk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/sv.h"

#define ROW_BYTES 600
#define NEWEST 20
#define FOLLOWS_MAX 100000

static int64_t cpu_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t write_rows(struct bulk *b, int64_t count, int64_t batch)
{
    char row[ROW_BYTES];
    memset(row, 'x', sizeof row);
    bulk_exec(b,
              "COMMIT; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
              "PRAGMA wal_autocheckpoint=1000;"
              "CREATE TABLE t (id INTEGER PRIMARY KEY, owner INTEGER NOT NULL, body BLOB NOT NULL);"
              "CREATE INDEX t_owner ON t (owner, id)");
    sqlite3_stmt *insert = bulk_prepare(b, "INSERT INTO t (owner, body) VALUES (?, ?)");
    for (int64_t done = 0; done < count; done += batch) {
        bulk_exec(b, "BEGIN IMMEDIATE");
        for (int64_t i = 0; i < batch; i++)
            bulk_run(b, insert, "ib", done % 1000, sv_make(row, sizeof row));
        bulk_exec(b, "COMMIT");
    }
    bulk_exec(b, "BEGIN");
    return count;
}

static int64_t account_find(struct bulk *b, const char *handle)
{
    char *sql =
        sqlite3_mprintf("SELECT id FROM account WHERE username_key = %Q AND domain = ''", handle);
    int64_t id = bulk_get(b, sql);
    sqlite3_free(sql);
    if (id == 0)
        bulk_die("there is no %s", handle);
    return id;
}

static int newest_first(const void *a, const void *b)
{
    const int64_t *left = a;
    const int64_t *right = b;
    return (*left < *right) - (*left > *right);
}

/* Heads of all authors, sorted; then what stands behind the newest heads. */
static int64_t home_once(sqlite3_stmt *of_author, sqlite3_stmt *by_id, const int64_t *follows,
                         int64_t count)
{
    int64_t *heads = malloc(sizeof *heads * (size_t)(count * NEWEST + 1));
    int64_t found = 0;
    for (int64_t i = 0; heads != NULL && i < count; i++) {
        (void)sqlite3_bind_int64(of_author, 1, follows[i]);
        while (sqlite3_step(of_author) == SQLITE_ROW)
            heads[found++] = sqlite3_column_int64(of_author, 0);
        (void)sqlite3_reset(of_author);
    }
    qsort(heads, (size_t)found, sizeof *heads, newest_first);
    int64_t bytes = 0;
    for (int64_t i = 0; i < NEWEST && i < found; i++) {
        (void)sqlite3_bind_int64(by_id, 1, heads[i]);
        if (sqlite3_step(by_id) == SQLITE_ROW)
            bytes += sqlite3_column_bytes(by_id, 0);
        (void)sqlite3_reset(by_id);
    }
    free(heads);
    return bytes;
}

static int64_t home(struct bulk *b, const char *handle, int64_t count)
{
    int64_t *follows = malloc(sizeof *follows * FOLLOWS_MAX);
    char *sql = sqlite3_mprintf("SELECT target_id FROM following WHERE owner_id = %lld",
                                account_find(b, handle));
    int64_t follow_count = follows == NULL ? 0 : bulk_list(b, sql, follows, FOLLOWS_MAX);
    sqlite3_free(sql);
    sqlite3_stmt *of_author =
        bulk_prepare(b, "SELECT id FROM status WHERE owner_id = ? ORDER BY id DESC LIMIT 3");
    sqlite3_stmt *by_id = bulk_prepare(b, "SELECT content_box FROM status WHERE id = ?");
    for (int64_t i = 0; i < count; i++)
        (void)home_once(of_author, by_id, follows, follow_count);
    free(follows);
    return count;
}

/* Each statement once a transaction, until the last one finds nothing more. */
static int64_t erase_chunks(struct bulk *b, int64_t owner, const char *const *sql, size_t count)
{
    sqlite3_stmt *stmts[2];
    for (size_t i = 0; i < count; i++)
        stmts[i] = bulk_prepare(b, sql[i]);
    int64_t total = 0;
    int changed = 1;
    while (changed > 0) {
        bulk_exec(b, "BEGIN IMMEDIATE");
        for (size_t i = 0; i < count; i++) {
            bulk_run(b, stmts[i], "i", owner);
            changed = sqlite3_changes(b->db);
            total += changed;
        }
        bulk_exec(b, "COMMIT");
    }
    return total;
}

/* 5,000 rows a transaction. */
static int64_t erase(struct bulk *b, const char *handle)
{
    /* The follower's side first: it is found by the page's. */
    static const char *const follows[] = {
        "DELETE FROM following WHERE (owner_id, target_id) IN (SELECT follower_id, owner_id "
        "FROM follower WHERE owner_id = ? ORDER BY id LIMIT 2500)",
        "DELETE FROM follower WHERE (owner_id, id) IN (SELECT owner_id, id FROM follower "
        "WHERE owner_id = ? ORDER BY id LIMIT 2500)",
    };
    static const char *const counts[] = {
        "DELETE FROM status_count WHERE status_id IN (SELECT status_id FROM status_count "
        "WHERE owner_id = ? LIMIT 5000)"
    };
    static const char *const statuses[] = { "DELETE FROM status WHERE id IN (SELECT id FROM status "
                                            "WHERE owner_id = ? LIMIT 5000)" };
    int64_t owner = account_find(b, handle);
    bulk_exec(
        b,
        "COMMIT; PRAGMA secure_delete=ON; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000");
    int64_t rows = erase_chunks(b, owner, follows, ARRAY_COUNT(follows));
    rows += erase_chunks(b, owner, counts, ARRAY_COUNT(counts));
    rows += erase_chunks(b, owner, statuses, ARRAY_COUNT(statuses));
    bulk_exec(b, "BEGIN");
    return rows;
}

static int64_t measure(struct bulk *b, int argc, char **argv)
{
    if (strcmp(argv[1], "write") == 0 && argc == 5)
        return write_rows(b, atoll(argv[3]), atoll(argv[4]));
    if (strcmp(argv[1], "home") == 0 && argc == 5)
        return home(b, argv[3], atoll(argv[4]));
    if (strcmp(argv[1], "erase") == 0 && argc == 4)
        return erase(b, argv[3]);
    bulk_die("efface-limit write|home|erase …");
}

int main(int argc, char **argv)
{
    if (argc < 3)
        bulk_die("efface-limit write|home|erase FILE …");
    struct bulk b;
    bulk_open(&b, argv[2]);
    int64_t cpu = cpu_us();
    int64_t wall = clock_monotonic_us();
    int64_t operations = measure(&b, argc, argv);
    printf("%lld %lld %lld\n", (long long)operations, (long long)(cpu_us() - cpu),
           (long long)(clock_monotonic_us() - wall));
    bulk_close(&b);
    return 0;
}
