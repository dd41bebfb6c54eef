/* Seed: posts of everybody over a year, in the order of their ids, and of the page.
 *
 * The indexes by owner are made afterwards, sorted at once: row by row they would be written all over. The others are
 * appended to, which costs a third of making them afterwards.
 */
#include "seed.h"

#include "base/buf.h"
#include "store/status.h"

#define POST_WORDS 30
#define POST_BYTES 1024
#define QUIET_MS (INT64_C(10) * 60 * 1000)

static const char *const words[] = {
    "river",  "morning", "city",   "paper",  "window", "question", "garden", "answer",
    "letter", "market",  "winter", "people", "bridge", "listen",   "music",  "number",
    "quiet",  "water",   "season", "night",  "open",   "public",   "story",  "village",
    "walk",   "light",   "forest", "museum", "street", "school",   "train",  "weather",
};

struct status_rows {
    sqlite3_stmt *status;
    sqlite3_stmt *count;
    sqlite3_stmt *wrap;
};

/* Per author, to be written once at the end. */
struct tally {
    int64_t posts;
    int64_t last_ms;
};

static struct sv words_make(struct arena *a, int64_t seed)
{
    struct buf b;
    buf_init(&b, a, POST_BYTES);
    for (int64_t i = 0; i < POST_WORDS; i++) {
        if (i > 0)
            buf_char(&b, ' ');
        buf_sv(&b, sv_from(words[seed_pick(seed, i, ARRAY_COUNT(words))]));
    }
    return buf_view(&b);
}

static void status_insert(struct seed *s, const struct status_rows *rows, const struct status *what)
{
    struct status status = *what;
    status.source = words_make(s->ctx.arena, status.id.v);
    status.content = (struct html){ sv_printf(s->ctx.arena, "<p>%.*s</p>", SV_ARG(status.source)) };
    if (!status.is_local) {
        status.source = SV("");
        status.uri =
            sv_printf(s->ctx.arena, "https://remote.example/objects/%lld", (long long)status.id.v);
    }
    struct status_sealed sealed;
    if (store_status_seal(&s->ctx, &status, &sealed) != ERR_OK)
        bulk_die("cannot seal a post: %s", s->ctx.error.detail);
    struct sv uri = status.is_local ? (struct sv){ NULL, 0 } : status.uri;
    bulk_run(&s->main, rows->status, "iitibbii", status.id.v, status.account.v, uri,
             (int64_t)status.is_local, sealed.content, sealed.source, status.fanout_seq,
             status.created_ms);
    bulk_run(&s->main, rows->count, "ii", status.id.v, status.account.v);
    if (sealed.has_key)
        bulk_run(&s->keys, rows->wrap, "iibi", status.account.v, status.id.v, sealed.wrapped,
                 status.created_ms);
    store_status_sealed_wipe(&sealed);
}

static void rows_prepare(struct seed *s, struct status_rows *out)
{
    *out = (struct status_rows){
        .status = bulk_prepare(
            &s->main,
            "INSERT INTO status (id, owner_id, uri, visibility, thread_id, language, is_sensitive, "
            "is_local, is_imported, media_count, content_box, source_box, fanout_seq, created_ms) "
            "VALUES (?1, ?2, ?3, 0, ?1, 'en', 0, ?4, 0, 0, ?5, ?6, ?7, ?8)"),
        .count = bulk_prepare(
            &s->main,
            "INSERT INTO status_count (status_id, owner_id, replies, reblogs, favourites) "
            "VALUES (?, ?, 0, 0, 0)"),
        .wrap = bulk_prepare(&s->keys,
                             "INSERT INTO object_wrap (account_id, object_id, box, created_ms) "
                             "VALUES (?, ?, ?, ?)"),
    };
}

/* Whose post this is: a local author with the share asked for. */
static int64_t author_pick(const struct seed *s, int64_t number, bool *out_is_local)
{
    bool can_local = s->local_count > 0;
    bool can_remote = s->remote_count > 0;
    *out_is_local = can_local && (!can_remote || (double)seed_pick(number, 1, 1000) <
                                                     s->options.local_share * 1000);
    return *out_is_local ? seed_pick(number, 2, s->local_count)
                         : seed_pick(number, 3, s->remote_count);
}

static void tallies_write(struct seed *s, const struct tally *tallies, int64_t first, int64_t count)
{
    sqlite3_stmt *stmt =
        bulk_prepare(&s->main, "UPDATE account_count SET statuses = ?2, last_status_ms = ?3, "
                               "fanout_seq = ?4 WHERE owner_id = ?1");
    for (int64_t i = 0; i < count; i++) {
        if (tallies[i].posts > 0)
            bulk_run(&s->main, stmt, "iiii", first + i, tallies[i].posts, tallies[i].last_ms,
                     tallies[i].posts);
    }
}

struct course {
    struct tally *local;
    struct tally *remote;
    struct tally page; /* its posts are spread among the others */
};

static void post_of_anybody(struct seed *s, const struct status_rows *rows, struct course *c,
                            int64_t number, int64_t id)
{
    bool is_local = false;
    int64_t author = author_pick(s, number, &is_local);
    struct tally *tally = is_local ? &c->local[author] : &c->remote[author];
    tally->last_ms = id_time_ms(id);
    struct status status = { .id = status_id(id),
                             .account =
                                 account_id((is_local ? s->local_first : s->remote_first) + author),
                             .is_local = is_local,
                             .fanout_seq = ++tally->posts,
                             .created_ms = id_time_ms(id) };
    status_insert(s, rows, &status);
}

static void post_of_page(struct seed *s, const struct status_rows *rows, struct course *c,
                         int64_t id)
{
    c->page.last_ms = id_time_ms(id);
    struct status status = { .id = status_id(id),
                             .account = account_id(s->page_id),
                             .is_local = true,
                             .fanout_seq = ++c->page.posts,
                             .created_ms = id_time_ms(id) };
    status_insert(s, rows, &status);
}

static void posts_insert(struct seed *s, const struct status_rows *rows, struct course *c)
{
    int64_t page_posts = s->page_id == 0 ? 0 : s->options.page_posts;
    int64_t total = s->options.posts + page_posts;
    int64_t first_ms = s->start_ms + 4 * SEED_DAY_MS;
    double step = (double)(s->ctx.now_ms - QUIET_MS - first_ms) / (double)(total + 1);
    int64_t others = 0;
    for (int64_t i = 0; i < total; i++) {
        int64_t id = id_floor(first_ms + (int64_t)((double)i * step)) | (i & 0xFFFF);
        ARENA_SCOPE (s->ctx.arena) {
            if (c->page.posts * total < i * page_posts || others == s->options.posts)
                post_of_page(s, rows, c, id);
            else
                post_of_anybody(s, rows, c, others++, id);
        }
    }
}

void seed_posts(struct seed *s)
{
    struct status_rows rows;
    struct course course = { .local =
                                 ARENA_ARRAY(s->ctx.arena, struct tally, (size_t)s->local_count),
                             .remote =
                                 ARENA_ARRAY(s->ctx.arena, struct tally, (size_t)s->remote_count) };
    bulk_exec(&s->main,
              "PRAGMA cache_size=-1000000"); /* authors are counted all over their table */
    char *by_owner = bulk_unindex(&s->main, "status_owner");
    char *counts_by_owner = bulk_unindex(&s->main, "status_count_owner");
    rows_prepare(s, &rows);
    posts_insert(s, &rows, &course);
    bulk_index(&s->main, by_owner);
    bulk_index(&s->main, counts_by_owner);
    tallies_write(s, course.local, s->local_first, s->local_count);
    tallies_write(s, course.remote, s->remote_first, s->remote_count);
    tallies_write(s, &course.page, s->page_id, s->page_id == 0 ? 0 : 1);
}
