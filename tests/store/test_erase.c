/* store/erase: random graphs, random erasures, compared with a small model of what must go; on both engines.
 *
 * The model knows three rules: an account takes its statuses and pictures with it, a status its pictures and reblogs, and
 * a direct message from elsewhere goes with the last person here who got it. From that set of ids follows by the manifest
 * which rows must be gone, emptied or kept; everything else must be there still, and every counter must be what counting
 * gives.
 */
#include "harness/harness.h"
#include "harness/keyed_fixture.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "store/erase.h"
#include "store/tombstone.h"

#define ACCOUNTS 14
#define STATUSES 60
#define MEDIA 24
#define TAGS 6
#define ROUNDS_SQLITE 8
#define ROUNDS_POSTGRES 1

/* A second connection beside the store's, for statements of the test. */
struct side {
    sqlite3 *lite;
    PGconn *pg;
};

static void side_open(struct keyed_fixture *f, struct side *side)
{
    *side = (struct side){ 0 };
    if (f->store.schema == NULL) {
        const char *path = sv_printf(&f->store.arena, "%s/main.db", f->store.folder).ptr;
        assert_int_equal(sqlite3_open(path, &side->lite), SQLITE_OK);
        (void)sqlite3_busy_timeout(side->lite, 5000);
        return;
    }
    side->pg = PQconnectdb(getenv("EFFACE_TEST_POSTGRES"));
    const char *path = sv_printf(&f->store.arena, "SET search_path = \"%s\"", f->store.schema).ptr;
    PQclear(PQexec(side->pg, path));
}

static void side_close(struct side *side)
{
    (void)sqlite3_close(side->lite);
    if (side->pg != NULL)
        PQfinish(side->pg);
}

static int64_t lite_value(struct side *side, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2(side->lite, sql, -1, &stmt, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(side->lite));
    int rc = sqlite3_step(stmt);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        fail_msg("%s: %s", sql, sqlite3_errmsg(side->lite));
    int64_t value = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
    (void)sqlite3_finalize(stmt);
    return value;
}

static int64_t pg_value(struct side *side, const char *sql)
{
    PGresult *result = PQexec(side->pg, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(side->pg));
    int64_t value = 0;
    if (status == PGRES_TUPLES_OK && PQntuples(result) > 0)
        value = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return value;
}

/* Run a statement; its first value, if any. */
PRINTF_LIKE(2, 3)

static int64_t sql(struct side *side, const char *format, ...)
{
    char text[16000];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return side->lite != NULL ? lite_value(side, text) : pg_value(side, text);
}

/* A blob nobody else has, as a literal. */
static const char *blob(struct side *side, char *out)
{
    static int64_t number;
    (void)snprintf(out, 64, side->lite != NULL ? "x'%016llx'" : "'\\x%016llx'",
                   (long long)++number);
    return out;
}

struct graph {
    uint64_t random;
    bool account_is_gone[ACCOUNTS];
    bool status_is_gone[STATUSES];
    bool media_is_gone[MEDIA];
    bool is_local[ACCOUNTS];
    int status_owner[STATUSES];
    int reblog_of[STATUSES]; /* −1 = none */
    int visibility[STATUSES];
    bool mentions[STATUSES][ACCOUNTS];
    int media_owner[MEDIA];
    int media_status[MEDIA]; /* −1 = none */
};

static int pick(struct graph *g, int below)
{
    g->random ^= g->random << 13;
    g->random ^= g->random >> 7;
    g->random ^= g->random << 17;
    return (int)(g->random % (uint64_t)below);
}

/* Ids of different nouns differ, so that a wrong one is seen. */
static int64_t account_of(int i)
{
    return 1000 + i;
}

static int64_t status_of(int i)
{
    return 20000 + i;
}

static int64_t media_of(int i)
{
    return 30000 + i;
}

static int64_t user_of(int i)
{
    return 40000 + i;
}

static void account_insert(struct side *s, struct graph *g, int i)
{
    char b1[64], b2[64];
    int64_t id = account_of(i);
    g->is_local[i] = i % 2 == 0;
    sql(s,
        "INSERT INTO account (id, owner_id, kind, username, username_key, domain, host_id, uri, "
        "is_locked, "
        "is_discoverable, is_indexable, hides_collections, state, default_visibility, "
        "default_sensitive, created_ms, "
        "updated_ms) VALUES (%lld, %lld, 0, 'name%d', 'name%d', '%s', %s, %s, 0, 0, 0, 0, 0, 0, 0, "
        "1, 1)",
        (long long)id, (long long)id, i, i, g->is_local[i] ? "" : "far.example",
        g->is_local[i] ? "NULL" : "7", "NULL");
    sql(s, "INSERT INTO account_count VALUES (%lld, 0, 0, 0, 0, 0, 0)", (long long)id);
    if (g->is_local[i]) {
        sql(s, "INSERT INTO local_user VALUES (%lld, %lld, %s, %s, 'p', 1, 0, 'en', 1, 1, NULL)",
            (long long)user_of(i), (long long)id, blob(s, b1), blob(s, b2));
        sql(s, "INSERT INTO account_key VALUES (%lld, %s, %s, 1)", (long long)id, blob(s, b1),
            blob(s, b2));
        return;
    }
    sql(s, "INSERT INTO inbox VALUES (%lld, 7, 'https://far.example/%d')", (long long)(500 + i), i);
    sql(s,
        "INSERT INTO remote_actor (owner_id, host_id, inbox_id, shared_inbox_id, fetched_ms) "
        "VALUES (%lld, 7, %lld, %s, 1)",
        (long long)id, (long long)(500 + i), i % 3 == 0 ? "NULL" : "499");
}

static void status_insert(struct side *s, struct graph *g, int i)
{
    char reply[32] = "NULL", reply_account[32] = "NULL", of[32] = "NULL", of_account[32] = "NULL";
    g->status_owner[i] = pick(g, ACCOUNTS);
    g->reblog_of[i] = -1;
    g->visibility[i] = pick(g, 4);
    int parent = i > 0 ? pick(g, i) : 0;
    bool is_reblog = i > 0 && pick(g, 4) == 0 && g->reblog_of[parent] < 0;
    for (int j = 0; j < i && is_reblog; j++) /* an account reblogs a status once */
        is_reblog = g->reblog_of[j] != parent || g->status_owner[j] != g->status_owner[i];
    if (is_reblog) {
        g->reblog_of[i] = parent;
        (void)snprintf(of, sizeof of, "%lld", (long long)status_of(parent));
        (void)snprintf(of_account, sizeof of_account, "%lld",
                       (long long)account_of(g->status_owner[parent]));
    } else if (i > 0 && pick(g, 2) == 0) {
        (void)snprintf(reply, sizeof reply, "%lld", (long long)status_of(parent));
        (void)snprintf(reply_account, sizeof reply_account, "%lld",
                       (long long)account_of(g->status_owner[parent]));
    }
    sql(s,
        "INSERT INTO status (id, owner_id, visibility, in_reply_to_id, in_reply_to_account_id, "
        "thread_id, "
        "reblog_of_id, reblog_of_account_id, is_sensitive, is_local, is_imported, media_count, "
        "fanout_seq, created_ms) "
        "VALUES (%lld, %lld, %d, %s, %s, %lld, %s, %s, 0, %d, 0, 0, %d, %d)",
        (long long)status_of(i), (long long)account_of(g->status_owner[i]), g->visibility[i], reply,
        reply_account, (long long)status_of(0), of, of_account, g->is_local[g->status_owner[i]],
        pick(g, 2), i + 1);
    sql(s, "INSERT INTO status_count VALUES (%lld, %lld, 0, 0, 0)", (long long)status_of(i),
        (long long)account_of(g->status_owner[i]));
}

static void media_insert(struct side *s, struct graph *g, int i)
{
    char status[32] = "NULL";
    g->media_owner[i] = pick(g, ACCOUNTS);
    g->media_status[i] = -1;
    for (int j = 0; j < STATUSES && pick(g, 3) > 0; j++) {
        int at = pick(g, STATUSES);
        if (g->status_owner[at] == g->media_owner[i])
            g->media_status[i] = at;
    }
    if (g->media_status[i] >= 0)
        (void)snprintf(status, sizeof status, "%lld", (long long)status_of(g->media_status[i]));
    sql(s,
        "INSERT INTO media (id, owner_id, status_id, position, purpose, kind, state, file, "
        "created_ms) "
        "VALUES (%lld, %lld, %s, 0, 0, 1, 0, 'file%d', 1)",
        (long long)media_of(i), (long long)account_of(g->media_owner[i]), status, i);
    if (pick(g, 3) == 0)
        sql(s, "UPDATE account SET avatar_id = %lld, header_id = %lld WHERE id = %lld",
            (long long)media_of(i), (long long)media_of(i),
            (long long)account_of(g->media_owner[i]));
}

/* What hangs on accounts and statuses: the tables an edge can reach. */
static void hangings_insert(struct side *s, struct graph *g)
{
    static int64_t next = 100000;
    char b1[64];
    for (int i = 0; i < 150; i++) {
        long long a = account_of(pick(g, ACCOUNTS));
        long long b = account_of(pick(g, ACCOUNTS));
        int at = pick(g, STATUSES);
        long long st = status_of(at);
        long long owner = account_of(g->status_owner[at]);
        int local = 2 * pick(g, ACCOUNTS / 2);
        long long u = user_of(local);
        long long ua = account_of(local);
        int mentioned = pick(g, ACCOUNTS);
        long long id = ++next;
        char status_text[32];
        (void)snprintf(status_text, sizeof status_text, "%lld", st);
        g->mentions[at][mentioned] = true;
        sql(s, "INSERT INTO status_mention VALUES (%lld, %lld, %lld, 0) ON CONFLICT DO NOTHING", st,
            (long long)account_of(mentioned), owner);
        sql(s,
            "INSERT INTO status_tag (tag_id, status_id, owner_id) VALUES (%d, %lld, %lld) ON "
            "CONFLICT DO NOTHING",
            1 + pick(g, TAGS), st, owner);
        sql(s,
            "INSERT INTO status_edit VALUES (%lld, %lld, %d, NULL, NULL, NULL, 0, 1, NULL, NULL)",
            owner, st, i);
        sql(s, "INSERT INTO favourite VALUES (%lld, %lld, %lld, NULL) ON CONFLICT DO NOTHING", a,
            st, id);
        sql(s,
            "INSERT INTO poll SELECT s.id, s.owner_id, 1, 0, 0, NULL, NULL, 0, 0 FROM status s "
            "WHERE s.id = %lld ON CONFLICT DO NOTHING",
            st);
        sql(s, "INSERT INTO poll_option VALUES (%lld, %lld, %lld, %d, %s, 0)", id, st, owner, i,
            blob(s, b1));
        sql(s, "INSERT INTO poll_voter VALUES (%lld, %lld) ON CONFLICT DO NOTHING", a, st);
        sql(s, "INSERT INTO poll_vote VALUES (%lld, %lld, %lld)", a, st, id);
        sql(s, "INSERT INTO bookmark VALUES (%lld, %lld, %lld) ON CONFLICT DO NOTHING", a, st, id);
        sql(s, "INSERT INTO status_pin VALUES (%lld, %lld, %lld) ON CONFLICT DO NOTHING", owner, st,
            id);
        sql(s, "INSERT INTO idempotency VALUES (%lld, %s, %lld, 1)", owner, blob(s, b1), st);
        sql(s, "INSERT INTO import_item VALUES (%lld, %s, %lld)", owner, blob(s, b1), st);
        sql(s,
            "INSERT INTO notification (owner_id, id, kind, from_id, status_id) VALUES (%lld, %lld, "
            "1, %lld, %s)",
            a, id, b, i % 3 == 0 ? "NULL" : status_text);
        sql(s, "INSERT INTO notification_group VALUES (%lld, %lld, 1, %s, %lld, 1)", a, id,
            i % 3 == 0 ? "NULL" : status_text, id);
        sql(s, "INSERT INTO report VALUES (%lld, %lld, %lld, 0, NULL, 0, NULL, %lld, 1, %lld, 1)",
            id, a, b, ua, ua);
        sql(s, "INSERT INTO report_status VALUES (%lld, %lld, %lld)", a, id, st);
        sql(s, "INSERT INTO block VALUES (%lld, %lld, %lld, NULL) ON CONFLICT DO NOTHING", a, b,
            id);
        sql(s, "INSERT INTO mute VALUES (%lld, %lld, %lld, 0, NULL) ON CONFLICT DO NOTHING", a, b,
            id);
        sql(s,
            "INSERT INTO follow_request VALUES (%lld, %lld, %lld, 1, 0, NULL, NULL) ON CONFLICT DO "
            "NOTHING",
            a, b, id);
        sql(s, "INSERT INTO account_domain_block VALUES (%lld, 'd%d.example', %lld)", a, i, id);
        sql(s, "INSERT INTO marker VALUES (%lld, 'home%d', 1, 1, 1)", a, i);
        sql(s, "INSERT INTO page_role VALUES (%lld, %lld, 1, 1) ON CONFLICT DO NOTHING", a, ua);
        sql(s, "INSERT INTO page_log VALUES (%lld, %lld, 1, %lld, %lld, %s, 0)", id, a, ua, b,
            i % 3 == 0 ? "NULL" : status_text);
        sql(s, "INSERT INTO page_figure VALUES (%lld, %d, 4, 0, 5)", a, i);
        sql(s, "INSERT INTO token VALUES (%lld, %lld, %lld, 1, %s, 0, 1, 1)", id, a, u,
            blob(s, b1));
        sql(s, "INSERT INTO oauth_code VALUES (%s, %lld, %lld, 1, 0, 'x', NULL, 1, NULL)",
            blob(s, b1), a, u);
        sql(s, "INSERT INTO web_session VALUES (%lld, %lld, %lld, %lld, %s, NULL, 1, 1)", id, ua, u,
            a, blob(s, b1));
        sql(s, "INSERT INTO ingest VALUES (%lld, %lld, %lld, %s, 1)", id, a, b, blob(s, b1));
        sql(s, "INSERT INTO delivery VALUES (%lld, %lld, 1, 499, %lld, NULL, 0, 1, 1)", ua, id, b);
    }
}

static void follows_insert(struct side *s, struct graph *g)
{
    for (int i = 0; i < 90; i++) {
        int a = pick(g, ACCOUNTS);
        int b = pick(g, ACCOUNTS);
        if (a == b ||
            sql(s, "SELECT count(*) FROM following WHERE owner_id = %lld AND target_id = %lld",
                (long long)account_of(a), (long long)account_of(b)) > 0)
            continue;
        sql(s, "INSERT INTO following VALUES (%lld, %lld, %d, 1, 0, NULL, NULL)",
            (long long)account_of(a), (long long)account_of(b), 60000 + i);
        sql(s, "INSERT INTO follower VALUES (%lld, %d, %lld)", (long long)account_of(b), 60000 + i,
            (long long)account_of(a));
    }
}

static const char *const counters[] = {
    "UPDATE account_count SET followers = (SELECT count(*) FROM follower f WHERE f.owner_id = "
    "account_count.owner_id)",
    "UPDATE account_count SET following = (SELECT count(*) FROM following f WHERE f.owner_id = "
    "account_count.owner_id)",
    "UPDATE account_count SET statuses = (SELECT count(*) FROM status s WHERE s.owner_id = "
    "account_count.owner_id)",
    "UPDATE account_count SET last_status_ms = coalesce((SELECT max(s.created_ms) FROM status s "
    "WHERE s.owner_id = account_count.owner_id), 0)",
    "UPDATE status_count SET replies = (SELECT count(*) FROM status s WHERE s.in_reply_to_id = "
    "status_count.status_id)",
    "UPDATE status_count SET reblogs = (SELECT count(*) FROM status s WHERE s.reblog_of_id = "
    "status_count.status_id)",
    "UPDATE status_count SET favourites = (SELECT count(*) FROM favourite f WHERE f.status_id = "
    "status_count.status_id)",
    "UPDATE poll SET voters = (SELECT count(*) FROM poll_voter v WHERE v.status_id = "
    "poll.status_id)",
    "UPDATE poll_option SET votes = (SELECT count(*) FROM poll_vote v WHERE v.option_id = "
    "poll_option.option_id)",
    "UPDATE tag SET use_count = (SELECT count(*) FROM status_tag t WHERE t.tag_id = tag.id)",
    "DELETE FROM tag WHERE use_count = 0",
};

/* One number that changes with any counter. */
static int64_t counters_sum(struct side *s)
{
    return sql(s, "SELECT coalesce(sum(followers * 3 + following * 5 + statuses * 7 + "
                  "last_status_ms * 11 + "
                  "owner_id %% 17 * followers), 0) FROM account_count") +
           sql(s, "SELECT coalesce(sum(replies * 3 + reblogs * 5 + favourites * 7 + "
                  "status_id %% 17 * (replies + 2 * reblogs + 3 * favourites)), 0) FROM "
                  "status_count") *
               100003 +
           sql(s, "SELECT coalesce(sum(voters * (1 + status_id %% 17)), 0) FROM poll") * 10007 +
           sql(s, "SELECT coalesce(sum(votes * (1 + option_id %% 17)), 0) FROM poll_option") *
               1009 +
           sql(s, "SELECT coalesce(sum(use_count * id + 1000), 0) FROM tag") * 1000003;
}

static void counters_set(struct side *s)
{
    for (size_t i = 0; i < ARRAY_COUNT(counters); i++)
        sql(s, "%s", counters[i]);
}

/* What people keep of others, and what was decided about them. */
static void keepings_insert(struct side *s, struct graph *g)
{
    static int64_t next = 300000;
    char b1[64];
    for (int i = 0; i < 60; i++) {
        long long a = account_of(pick(g, ACCOUNTS));
        long long b = account_of(pick(g, ACCOUNTS));
        long long c = account_of(pick(g, ACCOUNTS));
        int at = pick(g, STATUSES);
        long long st = status_of(at);
        long long owner = account_of(g->status_owner[at]);
        long long id = ++next;
        sql(s, "INSERT INTO report VALUES (%lld, %lld, %lld, 0, NULL, 0, NULL, NULL, 1, %lld, 1)",
            id, a, b, c);
        sql(s, "INSERT INTO report_rule VALUES (%lld, %lld, 1)", a, id);
        sql(s, "INSERT INTO staff_act VALUES (%lld, %lld, %lld, 1, %lld, %s)", id, b, c, id,
            blob(s, b1));
        sql(s,
            "INSERT INTO notification_policy VALUES (%lld, 1, 0, 0, 0, 0) ON CONFLICT DO NOTHING",
            a);
        sql(s, "INSERT INTO notification_request VALUES (%lld, %lld, %lld) ON CONFLICT DO NOTHING",
            a, b, id);
        sql(s, "INSERT INTO notification_permission VALUES (%lld, %lld) ON CONFLICT DO NOTHING", a,
            c);
        sql(s, "INSERT INTO endorsement VALUES (%lld, %lld, %lld) ON CONFLICT DO NOTHING", a, b,
            id);
        sql(s, "INSERT INTO collection VALUES (%lld, %lld, 0, 1, NULL, 1, %s, NULL, NULL)", id, a,
            blob(s, b1));
        sql(s, "INSERT INTO collection_item VALUES (%lld, %lld, %lld, %lld, 0)", id, id, b, a);
        sql(s,
            "INSERT INTO remote_emoji VALUES (%lld, 7, 'e%d', 'https://far.example/e', 1, 1) "
            "ON CONFLICT DO NOTHING",
            id, i);
        sql(s, "INSERT INTO status_emoji VALUES (%lld, %lld, %lld) ON CONFLICT DO NOTHING", st, id,
            owner);
        sql(s, "INSERT INTO account_emoji VALUES (%lld, %lld) ON CONFLICT DO NOTHING", a, id);
    }
}

static void graph_make(struct side *s, struct graph *g, uint64_t seed)
{
    *g = (struct graph){ .random = seed * 2654435761u + 88172645463325252u };
    sql(s, "INSERT INTO host VALUES (7, 'far.example', NULL, NULL, 1)");
    sql(s, "INSERT INTO inbox VALUES (499, 7, 'https://far.example/inbox')");
    for (int i = 0; i < TAGS; i++)
        sql(s, "INSERT INTO tag (id, name, use_count) VALUES (%d, 'tag%d', 0)", i + 1, i);
    for (int i = 0; i < ACCOUNTS; i++)
        account_insert(s, g, i);
    for (int i = 0; i < STATUSES; i++)
        status_insert(s, g, i);
    for (int i = 0; i < MEDIA; i++)
        media_insert(s, g, i);
    hangings_insert(s, g);
    keepings_insert(s, g);
    follows_insert(s, g);
    counters_set(s);
}

/* A direct message from elsewhere that names nobody here who stays. */
static bool is_lonely(const struct graph *g, int status)
{
    if (g->visibility[status] != 3 || g->is_local[g->status_owner[status]])
        return false;
    bool had_reader = false;
    for (int a = 0; a < ACCOUNTS; a++) {
        bool is_reader = g->mentions[status][a] && g->is_local[a];
        if (is_reader && !g->account_is_gone[a])
            return false;
        had_reader |= is_reader;
    }
    return had_reader;
}

/* The three rules, until nothing more follows. */
static void model_close(struct graph *g)
{
    for (bool has_changed = true; has_changed;) {
        has_changed = false;
        for (int i = 0; i < STATUSES; i++) {
            bool is_gone = g->account_is_gone[g->status_owner[i]] || is_lonely(g, i) ||
                           (g->reblog_of[i] >= 0 && g->status_is_gone[g->reblog_of[i]]);
            has_changed |= is_gone && !g->status_is_gone[i];
            g->status_is_gone[i] |= is_gone;
        }
    }
    for (int i = 0; i < MEDIA; i++)
        g->media_is_gone[i] |= g->account_is_gone[g->media_owner[i]] ||
                               (g->media_status[i] >= 0 && g->status_is_gone[g->media_status[i]]);
}

static void list_append(char *out, size_t size, int64_t id)
{
    size_t at = strlen(out);
    (void)snprintf(out + at, size - at, ",%lld", (long long)id);
}

/* "0,ID,…" of what is gone of one kind. */
static void gone_list(const struct graph *g, enum manifest_target target, char *out, size_t size)
{
    (void)snprintf(out, size, "0");
    for (int i = 0; i < ACCOUNTS; i++) {
        if (target == MANIFEST_TARGET_ACCOUNT && g->account_is_gone[i])
            list_append(out, size, account_of(i));
        if (target == MANIFEST_TARGET_USER && g->account_is_gone[i] && g->is_local[i])
            list_append(out, size, user_of(i));
    }
    for (int i = 0; i < STATUSES && target == MANIFEST_TARGET_STATUS; i++)
        if (g->status_is_gone[i])
            list_append(out, size, status_of(i));
    for (int i = 0; i < MEDIA && target == MANIFEST_TARGET_MEDIA; i++)
        if (g->media_is_gone[i])
            list_append(out, size, media_of(i));
}

/* The table's own key, where the object itself lies. */
static enum manifest_target own_target(const struct manifest_table *table)
{
    if (strcmp(table->name, "status") == 0)
        return MANIFEST_TARGET_STATUS;
    return strcmp(table->name, "media") == 0 ? MANIFEST_TARGET_MEDIA : MANIFEST_TARGET_NONE;
}

/* How many rows of a table must be left: those that no edge takes. */
static int64_t expected_rows(struct side *s, const struct graph *g,
                             const struct manifest_table *table)
{
    static char where[15000];
    char gone[4000];
    (void)snprintf(where, sizeof where, "1 = 1");
    if (own_target(table) != MANIFEST_TARGET_NONE) {
        gone_list(g, own_target(table), gone, sizeof gone);
        (void)snprintf(where, sizeof where, "id NOT IN (%s)", gone);
    }
    for (size_t i = 0; i < table->column_count; i++) {
        const struct manifest_column_row *edge = &table->columns[i];
        if (edge->target == MANIFEST_TARGET_NONE || edge->action == MANIFEST_KEEP ||
            edge->action == MANIFEST_NULL)
            continue;
        gone_list(g, edge->target, gone, sizeof gone);
        size_t at = strlen(where);
        (void)snprintf(where + at, sizeof where - at, " AND (%s IS NULL OR %s NOT IN (%s))",
                       edge->name, edge->name, gone);
    }
    return sql(s, "SELECT count(*) FROM %s WHERE %s", table->name, where);
}

static void edges_check(struct side *s, const struct graph *g, const struct manifest_table *table)
{
    char gone[4000];
    for (size_t i = 0; i < table->column_count; i++) {
        const struct manifest_column_row *edge = &table->columns[i];
        if (edge->target == MANIFEST_TARGET_NONE || edge->action == MANIFEST_KEEP)
            continue;
        gone_list(g, edge->target, gone, sizeof gone);
        int64_t left =
            sql(s, "SELECT count(*) FROM %s WHERE %s IN (%s)", table->name, edge->name, gone);
        if (left != 0)
            fail_msg("%s.%s: %lld rows still point at what is gone", table->name, edge->name,
                     (long long)left);
    }
}

struct erase_call {
    enum manifest_target target;
    int64_t id;
    int64_t rows;
    bool is_done;
};

static enum err erase(struct ctx *ctx, void *arg)
{
    struct erase_call *call = arg;
    /* Also a step whose time is over before it begins gets somewhere. */
    int64_t time_us = call->rows % 4 == 0 ? 0 : 1000000;
    struct erase_step step = { .erasure = erasure_id(1),
                               .rows_left = call->rows,
                               .end_us = clock_monotonic_us() + time_us };
    if (call->target == MANIFEST_TARGET_STATUS)
        return store_erase_status(ctx, &step, status_id(call->id), &call->is_done);
    if (call->target == MANIFEST_TARGET_MEDIA)
        return store_erase_media(ctx, &step, media_id(call->id), &call->is_done);
    step.whole_account = account_id(call->id);
    return store_erase_account(ctx, &step, account_id(call->id), &call->is_done);
}

/* In small steps, and once more at the end: nothing is left to do then. */
static void erase_all(struct keyed_fixture *f, struct graph *g, enum manifest_target target,
                      int64_t id)
{
    struct ctx *ctx = &f->store.ctx;
    struct erase_call call = { .target = target, .id = id };
    for (int steps = 0; !call.is_done; steps++) {
        call.rows = 1 + pick(g, 40);
        assert_ctx_ok(ctx, db_write(ctx, erase, &call));
        assert_true(steps < 2000);
    }
    call.is_done = false;
    call.rows = 100;
    assert_ctx_ok(ctx, db_write(ctx, erase, &call));
    assert_true(call.is_done);
}

#define VICTIMS 3

struct victims {
    int statuses[VICTIMS];
    int media[VICTIMS];
    int accounts[VICTIMS];
};

static void victims_choose(struct graph *g, struct victims *v)
{
    for (int i = 0; i < VICTIMS; i++) {
        v->statuses[i] = pick(g, STATUSES);
        v->media[i] = pick(g, MEDIA);
        v->accounts[i] = pick(g, ACCOUNTS);
        g->status_is_gone[v->statuses[i]] = true;
        g->media_is_gone[v->media[i]] = true;
        g->account_is_gone[v->accounts[i]] = true;
    }
    model_close(g);
}

static void victims_erase(struct keyed_fixture *f, struct graph *g, const struct victims *v)
{
    for (int i = 0; i < VICTIMS; i++) {
        erase_all(f, g, MANIFEST_TARGET_STATUS, status_of(v->statuses[i]));
        erase_all(f, g, MANIFEST_TARGET_ACCOUNT, account_of(v->accounts[i]));
        erase_all(f, g, MANIFEST_TARGET_MEDIA, media_of(v->media[i]));
    }
}

static void tombstones_check(struct keyed_fixture *f, const struct graph *g)
{
    struct ctx *ctx = &f->store.ctx;
    bool has = false;
    for (int i = 0; i < STATUSES; i++) {
        assert_ctx_ok(ctx, store_tombstone_has_id(ctx, TOMBSTONE_STATUS, status_of(i), &has));
        assert_int_equal(has, g->status_is_gone[i]);
    }
    for (int i = 0; i < MEDIA; i++) {
        assert_ctx_ok(ctx, store_tombstone_has_id(ctx, TOMBSTONE_MEDIA, media_of(i), &has));
        assert_int_equal(has, g->media_is_gone[i]);
    }
    db_release(ctx);
}

/* What the counting gives must be what stands there. */
static void counters_check(struct side *s)
{
    int64_t stored = counters_sum(s);
    counters_set(s);
    assert_int_equal(counters_sum(s), stored);
}

static bool has_walked_edge(const struct manifest_table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].target != MANIFEST_TARGET_NONE &&
            table->columns[i].action != MANIFEST_KEEP)
            return true;
    return false;
}

static void round_run(enum fixture_engine engine, uint64_t seed)
{
    struct keyed_fixture f;
    struct side side;
    static struct graph g;
    struct victims victims;
    int64_t expected[100] = { 0 };
    assert_true(manifest_main.table_count <= ARRAY_COUNT(expected));
    keyed_open(&f, engine);
    side_open(&f, &side);
    graph_make(&side, &g, seed);
    victims_choose(&g, &victims);
    for (size_t t = 0; t < manifest_main.table_count; t++)
        if (has_walked_edge(&manifest_main.tables[t]))
            expected[t] = expected_rows(&side, &g, &manifest_main.tables[t]);
    victims_erase(&f, &g, &victims);
    for (size_t t = 0; t < manifest_main.table_count; t++) {
        const struct manifest_table *table = &manifest_main.tables[t];
        if (!has_walked_edge(table))
            continue;
        edges_check(&side, &g, table);
        int64_t left = sql(&side, "SELECT count(*) FROM %s", table->name);
        if (left != expected[t])
            fail_msg("seed %llu: %s has %lld rows, %lld expected", (unsigned long long)seed,
                     table->name, (long long)left, (long long)expected[t]);
    }
    tombstones_check(&f, &g);
    counters_check(&side);
    side_close(&side);
    keyed_close(&f);
}

static void rounds_run(enum fixture_engine engine, uint64_t first, uint64_t count)
{
    for (uint64_t seed = first; seed < first + count; seed++)
        round_run(engine, seed);
}

static void graphs_on_sqlite(void **state)
{
    UNUSED(state);
    rounds_run(FIXTURE_SQLITE, 1, ROUNDS_SQLITE);
}

static void graphs_on_postgres(void **state)
{
    UNUSED(state);
    if (!fixture_has(FIXTURE_POSTGRES))
        skip();
    rounds_run(FIXTURE_POSTGRES, 100, ROUNDS_POSTGRES);
}

/* A new kind of edge, a new step or a new table of objects needs code here first. */
static void every_edge_is_handled(void **state)
{
    UNUSED(state);
    int walked = 0;
    for (size_t t = 0; t < manifest_main.table_count; t++) {
        const struct manifest_table *table = &manifest_main.tables[t];
        for (size_t c = 0; c < table->column_count; c++) {
            const struct manifest_column_row *column = &table->columns[c];
            if (column->target == MANIFEST_TARGET_NONE)
                continue;
            walked++;
            if (!store_erase_handles(table, column))
                fail_msg("%s.%s: no code erases along this edge", table->name, column->name);
        }
    }
    assert_true(walked > 60);
    const struct manifest_column_row unknown = { .name = "owner_id",
                                                 .target = MANIFEST_TARGET_ACCOUNT,
                                                 .action = MANIFEST_STEP };
    assert_false(store_erase_handles(&(struct manifest_table){ .name = "new_table" }, &unknown));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_edge_is_handled),
        cmocka_unit_test(graphs_on_sqlite),
        cmocka_unit_test(graphs_on_postgres),
    };
    return cmocka_run_group_tests_name("erase", tests, NULL, NULL);
}
