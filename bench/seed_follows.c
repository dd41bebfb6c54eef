/* Seed: who follows whom. */
#include "seed.h"

#include "base/sv.h"

#define READERS_MAX 1000

struct follow_rows {
    sqlite3_stmt *following;
    sqlite3_stmt *follower;
    sqlite3_stmt *counted;
    sqlite3_stmt *many_following;
    sqlite3_stmt *many_followers;
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
        .many_following = bulk_prepare(
            &s->main, "INSERT INTO following (owner_id, target_id, id, shows_reblogs, notifies) "
                      "SELECT ?1 + i, ?2, ?3 + i, 1, 0 FROM number WHERE i < ?4"),
        .many_followers =
            bulk_prepare(&s->main, "INSERT INTO follower (owner_id, id, follower_id) "
                                   "SELECT ?2, ?3 + i, ?1 + i FROM number WHERE i < ?4"),
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

/* One table after the other: each is appended to. */
static void first_follow(struct seed *s, struct follow_rows *rows, int64_t page, int64_t count)
{
    sqlite3_stmt *const tables[] = { rows->many_following, rows->many_followers };
    for (size_t t = 0; t < ARRAY_COUNT(tables); t++) {
        for (int64_t i = 0; i < count; i += BULK_NUMBERS) {
            bulk_run(&s->main, tables[t], "iiii", s->remote_first + i, page, rows->next + i,
                     count - i);
            bulk_commit(&s->main);
        }
    }
    rows->next += count;
}

/* The first accounts of the remote ones follow it; each host's inbox belongs to it from its first number on. */
static void page_follows(struct seed *s, struct follow_rows *rows, int64_t page, int64_t count)
{
    int64_t hosts = s->options.hosts;
    first_follow(s, rows, page, count);
    bulk_run(&s->main, rows->counted, "iii", page, count, INT64_C(0));
    sqlite3_stmt *membership =
        bulk_prepare(&s->main, "INSERT INTO membership (owner_id, inbox_id, from_seq, to_seq, "
                               "follower_count) VALUES (?, ?, 1, 9223372036854775807, ?)");
    int64_t first_inbox = bulk_get(&s->main, "SELECT min(id) FROM inbox");
    int64_t begin = 0;
    for (int64_t host = 0; host < hosts && begin < count; host++) {
        int64_t end = seed_host_end(s, host);
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
    page_follows(s, &rows, s->page_id, seed_page_followers(s));
    page_follows(s, &rows, s->small_page_id, seed_small_page_followers(s));
    int64_t count = bulk_list(
        &s->main, "SELECT id FROM account WHERE domain = '' AND username_key GLOB 'reader*'",
        readers, READERS_MAX);
    for (int64_t i = 0; i < count; i++)
        reader_follows(s, &rows, readers[i]);
    bulk_commit(&s->main);
}
