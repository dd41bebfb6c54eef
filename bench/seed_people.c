/* Seed: hosts, inboxes, accounts and their keys.
 *
 * Names and addresses are in the order of the ids, so that every index is appended to. A few RSA keys are shared by all local
 * accounts: making one takes as long as ten thousand rows, and nothing measured depends on their being different.
 */
#include "seed.h"

#include <stdio.h>

#include "crypto/rsa.h"
#include "store/account.h"
#include "store/box.h"
#include "store/keyring.h"

#define RSA_KEYS 4
#define TEXT_BYTES 160
#define LOCAL_ONE_IN 10

struct pair {
    struct sv public_key;
    struct secret private_der;
};

struct account_rows {
    sqlite3_stmt *account;
    sqlite3_stmt *count;
    sqlite3_stmt *key;
    sqlite3_stmt *wrap;
    sqlite3_stmt *many_accounts;
    sqlite3_stmt *many_counts;
};

static struct sv text(char out[TEXT_BYTES], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static struct sv text(char out[TEXT_BYTES], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(out, TEXT_BYTES, format, args);
    va_end(args);
    return sv_make(out, (size_t)length);
}

static int64_t host_id_of(const struct seed *s, int64_t host)
{
    return id_floor(s->start_ms + 2 * SEED_DAY_MS) + host;
}

static void hosts(struct seed *s)
{
    sqlite3_stmt *host =
        bulk_prepare(&s->main, "INSERT INTO host (id, name, seen_ms) VALUES (?, ?, ?)");
    sqlite3_stmt *inbox =
        bulk_prepare(&s->main, "INSERT INTO inbox (id, host_id, url) VALUES (?, ?, ?)");
    char name[TEXT_BYTES];
    for (int64_t i = 0; i < s->options.hosts; i++) {
        int64_t id = host_id_of(s, i);
        bulk_run(&s->main, host, "iti", id, text(name, "h%06lld.example", (long long)i),
                 s->ctx.now_ms);
        struct sv url = text(name, "http://127.0.0.1:%lld/inbox/%06lld",
                             (long long)s->options.inbox_port, (long long)i);
        bulk_run(&s->main, inbox, "iit", id, id, url);
    }
}

static void pairs_make(struct seed *s, struct pair *out)
{
    for (size_t i = 0; i < RSA_KEYS; i++) {
        CLEANUP(rsa_key_done) struct rsa_key *key = NULL;
        if (rsa_generate(&key) != ERR_OK ||
            rsa_private_export(s->ctx.arena, key, &out[i].private_der) != ERR_OK)
            bulk_die("no RSA key");
        out[i].public_key = rsa_public_pack(s->ctx.arena, rsa_public_of(s->ctx.arena, key));
    }
}

static void local_insert(struct seed *s, const struct account_rows *rows, const struct pair *pair,
                         int64_t number)
{
    char name[TEXT_BYTES];
    char title[TEXT_BYTES];
    struct account account = { .id = account_id(s->local_first + number),
                               .username = text(name, "local%08lld", (long long)number),
                               .display_name =
                                   text(title, "Local person %lld", (long long)number) };
    struct keyring_new key;
    struct sv wrapped;
    struct account_sealed sealed;
    keyring_new_key(account.id, 0, &key);
    if (keyring_wrap(&s->ctx, &key, NULL, &wrapped) != ERR_OK ||
        store_account_seal(&s->ctx, &account, &key.key, &sealed) != ERR_OK)
        bulk_die("cannot seal an account: %s", s->ctx.error.detail);
    bulk_run(&s->main, rows->account, "ittnnbbbi", account.id.v, account.username, SV(""),
             sealed.display_name, sealed.note, sealed.fields, s->start_ms);
    bulk_run(&s->main, rows->count, "i", account.id.v);
    struct sv private_box =
        store_account_key_seal(&s->ctx, account.id, &key.key, pair->private_der);
    bulk_run(&s->main, rows->key, "ibbi", account.id.v, pair->public_key, private_box, s->start_ms);
    bulk_run(&s->keys, rows->wrap, "ibi", account.id.v, wrapped, s->start_ms);
    crypto_key_wipe(&key.key);
}

/* Host by host, so that the indexes by host and by address are appended to as well; names are the host's number, the batch's
   and the row's, each of as many digits, so that they are in order and no row turns a number into text. */
static void remotes_insert(struct seed *s, const struct account_rows *rows)
{
    char domain[TEXT_BYTES];
    char name[TEXT_BYTES];
    char prefix[TEXT_BYTES];
    int64_t begin = 0;
    for (int64_t host = 0; host < s->options.hosts; host++) {
        int64_t end = seed_host_end(s, host);
        struct sv where = text(domain, "h%06lld.example", (long long)host);
        for (int64_t i = begin; i < end; i += BULK_NUMBERS) {
            int64_t batch = (i - begin) / BULK_NUMBERS;
            struct sv start = text(name, "r%06lld%04lld", (long long)host, (long long)batch);
            struct sv address = text(prefix, "https://%s/users/%s", domain, name);
            bulk_run(&s->main, rows->many_accounts, "iitttii", s->remote_first + i, end - i, start,
                     where, address, host_id_of(s, host), s->start_ms);
            bulk_commit(&s->main);
        }
        begin = end;
    }
    for (int64_t i = 0; i < s->remote_count; i += BULK_NUMBERS) {
        bulk_run(&s->main, rows->many_counts, "iiii", s->remote_first + i, s->remote_count - i,
                 seed_page_followers(s) - i, seed_small_page_followers(s) - i);
        bulk_commit(&s->main);
    }
}

static void rows_prepare(struct seed *s, struct account_rows *out)
{
    *out = (struct account_rows){
        .account = bulk_prepare(
            &s->main,
            "INSERT INTO account (id, owner_id, kind, username, username_key, domain, host_id, "
            "uri, "
            "display_name_box, note_box, fields_box, is_locked, is_discoverable, is_indexable, "
            "hides_collections, state, default_visibility, default_sensitive, created_ms, "
            "updated_ms) "
            "VALUES (?1, ?1, 0, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 1, 0, 0, 0, 0, 0, ?9, ?9)"),
        .count = bulk_prepare(
            &s->main, "INSERT INTO account_count (owner_id, followers, following, statuses, "
                      "last_status_ms, fanout_seq, listing) VALUES (?, 0, 0, 0, 0, 0, 2)"),
        .key = bulk_prepare(
            &s->main, "INSERT INTO account_key (owner_id, public_key, private_box, created_ms) "
                      "VALUES (?, ?, ?, ?)"),
        .wrap = bulk_prepare(
            &s->keys, "INSERT INTO account_wrap (account_id, box, created_ms) VALUES (?, ?, ?)"),
        /* A plain box begins with its format; none of them wants to be listed in the directory. */
        .many_accounts = bulk_prepare(
            &s->main,
            "INSERT INTO account (id, owner_id, kind, username, username_key, domain, host_id, "
            "uri, display_name_box, is_locked, is_discoverable, is_indexable, hides_collections, "
            "state, default_visibility, default_sensitive, created_ms, updated_ms) "
            "SELECT ?1 + i, ?1 + i, 0, ?3 || digits, ?3 || digits, ?4, ?6, ?5 || digits, "
            "CAST(x'00' || 'Somebody ' || digits AS BLOB), "
            "0, 0, 0, 0, 0, 0, 0, ?7, ?7 FROM number WHERE i < ?2"),
        .many_counts =
            bulk_prepare(&s->main, "INSERT INTO account_count (owner_id, followers, following, "
                                   "statuses, last_status_ms, fanout_seq) "
                                   "SELECT ?1 + i, 0, (i < ?3) + (i < ?4), 0, 0, 0 "
                                   "FROM number WHERE i < ?2"),
    };
}

void seed_people(struct seed *s)
{
    struct pair pairs[RSA_KEYS];
    struct account_rows rows;
    int64_t wanted = s->options.accounts;
    s->local_count = wanted / LOCAL_ONE_IN;
    s->local_first = id_floor(s->start_ms);
    s->remote_count = wanted - s->local_count;
    if (s->remote_count < s->options.page_followers)
        s->remote_count = s->options.page_followers;
    s->remote_first = id_floor(s->start_ms + SEED_DAY_MS);
    hosts(s);
    if (s->local_count > 0)
        pairs_make(s, pairs);
    rows_prepare(s, &rows);
    for (int64_t i = 0; i < s->local_count; i++) {
        ARENA_SCOPE (s->ctx.arena) {
            local_insert(s, &rows, &pairs[i % RSA_KEYS], i);
        }
    }
    remotes_insert(s, &rows);
    bulk_commit(&s->keys);
}
