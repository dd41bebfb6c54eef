/* Seed: who follows whom. */
#include "seed.h"

#include "base/sv.h"

#define READERS_MAX 1000
#define SMALL_FOLLOWERS 10

struct follow_rows {
    sqlite3_stmt *following;
    sqlite3_stmt *follower;
    sqlite3_stmt *counted;
    int64_t next;
};

static void rows_prepare(struct seed *s, struct follow_rows *out)
{
    *out = (struct follow_rows){
        .following = bulk_prepare(
            &s->main, "INSERT INTO following (owner_id, target_id, id, shows_reblogs, notifies) "
                      "VALUES (?, ?, ?, 1, 0) ON CONFLICT DO NOTHING"),
        .follower = bulk_prepare(
            &s->main, "INSERT INTO follower (owner_id, id, follower_id) VALUES (?, ?, ?)"),
        .counted = bulk_prepare(&s->main, "UPDATE account_count SET followers = followers + ?2, "
                                          "following = following + ?3 WHERE owner_id = ?1"),
        .next = id_floor(s->start_ms + 3 * SEED_DAY_MS),
    };
}

/* Its counters are the caller's. */
static bool follow(struct seed *s, struct follow_rows *rows, int64_t owner, int64_t target)
{
    int64_t id = rows->next++;
    bulk_run(&s->main, rows->following, "iii", owner, target, id);
    if (sqlite3_changes(s->main.db) == 0)
        return false;
    bulk_run(&s->main, rows->follower, "iii", target, id, owner);
    return true;
}

/* The first accounts of the remote ones follow it; each host's inbox belongs to it from its first number on. */
static void page_follows(struct seed *s, struct follow_rows *rows, int64_t page, int64_t count)
{
    int64_t hosts = s->options.hosts;
    for (int64_t i = 0; i < count; i++)
        (void)follow(s, rows, s->remote_first + i, page);
    bulk_run(&s->main, rows->counted, "iii", page, count, INT64_C(0));
    sqlite3_stmt *ones =
        bulk_prepare(&s->main, "UPDATE account_count SET following = following + 1 "
                               "WHERE owner_id BETWEEN ? AND ?");
    bulk_run(&s->main, ones, "ii", s->remote_first, s->remote_first + count - 1);
    sqlite3_stmt *membership =
        bulk_prepare(&s->main, "INSERT INTO membership (owner_id, inbox_id, from_seq, to_seq, "
                               "follower_count) VALUES (?, ?, 1, 9223372036854775807, ?)");
    int64_t first_inbox = bulk_get(&s->main, "SELECT min(id) FROM inbox");
    int64_t begin = 0;
    for (int64_t host = 0; host < hosts && begin < count; host++) {
        /* The first account of the next host: they were dealt out by number * hosts / count. */
        int64_t end = ((host + 1) * s->remote_count + hosts - 1) / hosts;
        end = end < count ? end : count;
        if (end > begin)
            bulk_run(&s->main, membership, "iii", page, first_inbox + host, end - begin);
        begin = end;
    }
}

static int64_t anybody(const struct seed *s, int64_t reader, int64_t number)
{
    int64_t which = seed_pick(number, reader, s->local_count + s->remote_count);
    return which < s->local_count ? s->local_first + which
                                  : s->remote_first + which - s->local_count;
}

/* Half of whom they follow are local, so that half of what they read is sealed. */
static void reader_follows(struct seed *s, struct follow_rows *rows, int64_t reader)
{
    int64_t made = 0;
    for (int64_t i = 0; i < s->options.follows; i++) {
        int64_t target = s->local_count > 0 && i % 2 == 0
                             ? s->local_first + seed_pick(i, reader, s->local_count)
                             : anybody(s, reader, i);
        if (!follow(s, rows, reader, target))
            continue;
        bulk_run(&s->main, rows->counted, "iii", target, INT64_C(1), INT64_C(0));
        made++;
    }
    const int64_t pages[] = { s->page_id, s->small_page_id };
    for (size_t i = 0; i < ARRAY_COUNT(pages); i++) {
        if (pages[i] == 0 || !follow(s, rows, reader, pages[i]))
            continue;
        bulk_run(&s->main, rows->counted, "iii", pages[i], INT64_C(1), INT64_C(0));
        made++;
    }
    bulk_run(&s->main, rows->counted, "iii", reader, INT64_C(0), made);
}

void seed_follows(struct seed *s)
{
    struct follow_rows rows;
    int64_t readers[READERS_MAX];
    rows_prepare(s, &rows);
    if (s->page_id != 0)
        page_follows(s, &rows, s->page_id, s->options.page_followers);
    if (s->small_page_id != 0)
        page_follows(s, &rows, s->small_page_id,
                     SMALL_FOLLOWERS < s->remote_count ? SMALL_FOLLOWERS : s->remote_count);
    int64_t count = bulk_list(
        &s->main, "SELECT id FROM account WHERE domain = '' AND username_key GLOB 'reader*'",
        readers, READERS_MAX);
    for (int64_t i = 0; i < count; i++)
        reader_follows(s, &rows, readers[i]);
    bulk_commit(&s->main);
}
