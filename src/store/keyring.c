/* Keyring: wrapped keys in a file, opened ones in memory. */
#include "store/keyring.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/heap.h"
#include "crypto/hash.h"
#include "crypto/wrap.h"
#include "db/file.h"
#include "db/migrate.h"
#include "store/kek.h"
#include "store/keyring_queries.h"
#include "store/keys.h"

/* What travels with a write: a wrapped key (object 0: the account's own), or an entry of the journal. */
#define ATTACHMENT_KEY 1
#define ATTACHMENT_TOMBSTONE 2

struct keyring {
    struct db_file *file;
    struct keys *opened;
    struct kek kek;
    struct crypto_key instance;
};

/* A new key whose write waits for its commit. */
struct attached {
    struct keys *opened;
    const struct keyring_new *key;
};

static const char *path_in(struct ctx *ctx, const char *folder, const char *name)
{
    return sv_printf(ctx->arena, "%s/%s", folder, name).ptr;
}

/* A wrapped key opens only for the account and object it was made for. */
static struct sv wrap_aad(struct arena *a, struct account_id account, int64_t object)
{
    return sv_printf(a, "efface-key-1:%lld:%lld", (long long)account.v, (long long)object);
}

enum err keyring_init(struct ctx *ctx, const char *folder)
{
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return fail(ctx, ERR_IO, "cannot make %s: %s", folder, strerror(errno));
    if (chmod(folder, 0700) != 0)
        return fail(ctx, ERR_IO, "cannot close %s to others: %s", folder, strerror(errno));
    return kek_create(ctx, path_in(ctx, folder, "kek"));
}

/* A key of the file, unwrapped. The caller is between begin and end. */
static enum err read_account(struct ctx *ctx, struct keyring *k, struct account_id account,
                             struct crypto_key *out)
{
    struct q_keyring_account_row row;
    bool is_found = false;
    TRY(q_keyring_account(ctx, account, &is_found, &row));
    if (!is_found)
        return fail(ctx, ERR_KEY_GONE, "account has no key");
    if (row.box.len != CRYPTO_WRAPPED_BYTES)
        return fail(ctx, ERR_CORRUPT, "wrapped account key of %zu bytes", row.box.len);
    struct crypto_wrapped wrapped;
    memcpy(wrapped.bytes, row.box.ptr, sizeof wrapped.bytes);
    if (crypto_unwrap(&k->kek.key, wrap_aad(ctx->arena, account, 0), &wrapped, out) != ERR_OK)
        return fail(ctx, ERR_CORRUPT, "the key-encryption key does not open an account key");
    return ERR_OK;
}

static enum err insert_wrapped(struct ctx *ctx, struct account_id account, int64_t object,
                               struct sv wrapped)
{
    if (object == 0)
        return q_keyring_insert_account(ctx, account, wrapped, ctx->now_ms, NULL);
    return q_keyring_insert_object(ctx, account, object, wrapped, ctx->now_ms, NULL);
}

static enum err wrap_under(struct ctx *ctx, const struct crypto_key *wrapping,
                           const struct keyring_new *new_key, struct sv *out)
{
    struct crypto_wrapped wrapped;
    crypto_wrap(wrapping, wrap_aad(ctx->arena, new_key->account, new_key->object), &new_key->key,
                &wrapped);
    *out = sv_copy(ctx->arena, sv_make(wrapped.bytes, sizeof wrapped.bytes));
    return ERR_OK;
}

/* The instance's own key is made at the first start. */
static enum err instance_key_load(struct ctx *ctx, struct keyring *k)
{
    TRY(db_file_begin(ctx, k->file, true));
    enum err err = read_account(ctx, k, KEYRING_INSTANCE, &k->instance);
    if (err != ERR_KEY_GONE) {
        db_file_rollback(ctx, k->file);
        return err;
    }
    ctx->error.err = ERR_OK;
    struct keyring_new made;
    keyring_new_key(KEYRING_INSTANCE, 0, &made);
    struct sv wrapped;
    err = wrap_under(ctx, &k->kek.key, &made, &wrapped);
    if (err == ERR_OK)
        err = insert_wrapped(ctx, KEYRING_INSTANCE, 0, wrapped);
    if (err != ERR_OK) {
        db_file_rollback(ctx, k->file);
        return err;
    }
    k->instance = made.key;
    crypto_key_wipe(&made.key);
    return db_file_commit(ctx, k->file);
}

enum err keyring_open(struct ctx *ctx, const char *folder, struct keyring **out)
{
    struct keyring *k = heap_new(sizeof *k);
    k->opened = keys_new();
    enum err err = kek_load(ctx, path_in(ctx, folder, "kek"), &k->kek);
    struct db_file_options options = {
        .path = path_in(ctx, folder, "keyring.db"),
        .queries = &keyring_queries,
        .migrations = &db_keyring_migrations,
    };
    if (err == ERR_OK)
        err = db_file_open(ctx, &options, &k->file);
    if (err == ERR_OK)
        err = instance_key_load(ctx, k);
    if (err != ERR_OK) {
        keyring_close(k);
        return err;
    }
    *out = k;
    return ERR_OK;
}

void keyring_close(struct keyring *k)
{
    if (k == NULL)
        return;
    db_file_close(k->file);
    keys_free(k->opened);
    secret_wipe(secret_make(k, sizeof *k));
    heap_free(k);
}

static enum err insert_attached(struct ctx *ctx, const struct db_attachment *a)
{
    if (a->kind == ATTACHMENT_TOMBSTONE)
        return q_keyring_insert_journal(ctx, a->bytes, a->id, a->owner, NULL);
    return insert_wrapped(ctx, account_id(a->owner), a->id, a->bytes);
}

enum err keyring_before_commit(void *arg, const struct db_attachment *first, size_t count)
{
    struct keyring *k = arg;
    struct arena arena;
    arena_init(&arena, (size_t)64 << 20);
    struct ctx ctx = { .arena = &arena, .now_ms = clock_now_ms(), .keyring = k };
    UNUSED(count);
    enum err err = db_file_begin(&ctx, k->file, true);
    for (const struct db_attachment *a = first; a != NULL && err == ERR_OK; a = a->next)
        err = insert_attached(&ctx, a);
    if (err == ERR_OK)
        err = db_file_commit(&ctx, k->file);
    else if (ctx.db_conn != NULL)
        db_file_rollback(&ctx, k->file);
    arena_done(&arena);
    return err;
}

static enum err read_object(struct ctx *ctx, struct account_id owner, int64_t object,
                            const struct crypto_key *account_key, struct crypto_key *out)
{
    struct q_keyring_object_row row;
    bool is_found = false;
    TRY(q_keyring_object(ctx, owner, object, &is_found, &row));
    if (!is_found)
        return fail(ctx, ERR_KEY_GONE, "object has no key");
    if (row.box.len != CRYPTO_WRAPPED_BYTES)
        return fail(ctx, ERR_CORRUPT, "wrapped object key of %zu bytes", row.box.len);
    struct crypto_wrapped wrapped;
    memcpy(wrapped.bytes, row.box.ptr, sizeof wrapped.bytes);
    if (crypto_unwrap(account_key, wrap_aad(ctx->arena, owner, object), &wrapped, out) != ERR_OK)
        return fail(ctx, ERR_CORRUPT, "an account key does not open its object's key");
    return ERR_OK;
}

/* Between begin and end, so that a key destroyed meanwhile is not put back into memory: the destroyer wipes after its
 * own begin and end. */
static enum err load(struct ctx *ctx, struct account_id account, int64_t object,
                     struct crypto_key *out)
{
    struct keyring *k = ctx->keyring;
    CLEANUP(crypto_key_wipe) struct crypto_key account_key = { 0 };
    bool has_account = object != 0 && keys_find(k->opened, account, 0, &account_key);
    if (!has_account) {
        TRY(read_account(ctx, k, account, &account_key));
        keys_put(k->opened, account, 0, &account_key);
    }
    if (object == 0) {
        *out = account_key;
        return ERR_OK;
    }
    TRY(read_object(ctx, account, object, &account_key, out));
    keys_put(k->opened, account, object, out);
    return ERR_OK;
}

static enum err key_get(struct ctx *ctx, struct account_id account, int64_t object,
                        struct crypto_key *out)
{
    struct keyring *k = ctx->keyring;
    if (object == 0 && account.v == 0) {
        *out = k->instance;
        return ERR_OK;
    }
    if (keys_find(k->opened, account, object, out))
        return ERR_OK;
    TRY(db_file_begin(ctx, k->file, false));
    enum err err = load(ctx, account, object, out);
    db_file_rollback(ctx, k->file);
    return err;
}

enum err keyring_account_key(struct ctx *ctx, struct account_id account, struct crypto_key *out)
{
    return key_get(ctx, account, 0, out);
}

enum err keyring_object_key(struct ctx *ctx, struct account_id owner, int64_t object,
                            struct crypto_key *out)
{
    assert(object != 0);
    return key_get(ctx, owner, object, out);
}

void keyring_new_key(struct account_id account, int64_t object, struct keyring_new *out)
{
    *out = (struct keyring_new){ .account = account, .object = object };
    crypto_key_init(&out->key);
}

enum err keyring_wrap(struct ctx *ctx, const struct keyring_new *new_key,
                      const struct crypto_key *own, struct sv *out)
{
    if (new_key->object == 0)
        return wrap_under(ctx, &ctx->keyring->kek.key, new_key, out);
    if (own != NULL)
        return wrap_under(ctx, own, new_key, out);
    CLEANUP(crypto_key_wipe) struct crypto_key account_key = { 0 };
    TRY(keyring_account_key(ctx, new_key->account, &account_key));
    return wrap_under(ctx, &account_key, new_key, out);
}

/* What was just written is what is read next; and a reader would wait for the writer's commit. */
static void attached_open(void *arg)
{
    const struct attached *attached = arg;
    const struct keyring_new *key = attached->key;
    /* An account's may have lost against another made at the same time: who needs it reads which one stayed. */
    if (key->object == 0)
        return;
    keys_put(attached->opened, key->account, key->object, &key->key);
}

void keyring_attach(struct ctx *ctx, const struct keyring_new *new_key, struct sv wrapped)
{
    assert(wrapped.len == CRYPTO_WRAPPED_BYTES);
    db_attach(ctx, ATTACHMENT_KEY, new_key->object, new_key->account.v, wrapped);
    struct attached *attached = ARENA_NEW(ctx->arena, struct attached);
    *attached = (struct attached){ ctx->keyring->opened, new_key };
    db_after_commit(ctx, attached_open, attached);
}

/* The attachment's fields carry the kind and the time. */
void keyring_attach_tombstone(struct ctx *ctx, const struct keyring_tombstone *tombstone)
{
    db_attach(ctx, ATTACHMENT_TOMBSTONE, tombstone->kind, tombstone->erased_ms, tombstone->hash);
}

enum err keyring_list_tombstones(struct ctx *ctx, const struct keyring_tombstone *after,
                                 int64_t before_ms, int64_t count, struct keyring_tombstone **out,
                                 size_t *out_count)
{
    struct keyring *k = ctx->keyring;
    struct q_keyring_journal_after_row *rows = NULL;
    size_t row_count = 0;
    TRY(db_file_begin(ctx, k->file, false));
    enum err err = q_keyring_journal_after(ctx, after->erased_ms, after->hash, before_ms, count,
                                           &rows, &row_count);
    db_file_rollback(ctx, k->file);
    TRY(err);
    *out = ARENA_ARRAY(ctx->arena, struct keyring_tombstone, row_count);
    for (size_t i = 0; i < row_count; i++)
        (*out)[i] = (struct keyring_tombstone){ rows[i].hash, rows[i].kind, rows[i].erased_ms };
    *out_count = row_count;
    return ERR_OK;
}

enum err keyring_has_tombstone(struct ctx *ctx, struct sv hash, bool *out)
{
    struct keyring *k = ctx->keyring;
    struct q_keyring_journal_find_row row;
    TRY(db_file_begin(ctx, k->file, false));
    enum err err = q_keyring_journal_find(ctx, hash, out, &row);
    db_file_rollback(ctx, k->file);
    return err;
}

/* Ends a destroying transaction by how it went. */
static enum err end_write(struct ctx *ctx, struct keyring *k, enum err err)
{
    if (err == ERR_OK)
        return db_file_commit(ctx, k->file);
    db_file_rollback(ctx, k->file);
    return err;
}

enum err keyring_forget_tombstone(struct ctx *ctx, struct sv hash)
{
    struct keyring *k = ctx->keyring;
    TRY(db_file_begin(ctx, k->file, true));
    return end_write(ctx, k, q_keyring_delete_journal(ctx, hash, NULL));
}

enum err keyring_destroy_objects(struct ctx *ctx, struct account_id owner, const int64_t *objects,
                                 size_t count, int64_t *out_destroyed)
{
    struct keyring *k = ctx->keyring;
    int64_t destroyed = 0;
#ifndef EFFACE_MUTANT_KEY_KEPT
    TRY(db_file_begin(ctx, k->file, true));
    enum err err = ERR_OK;
    for (size_t i = 0; i < count && err == ERR_OK; i++) {
        int64_t changed = 0;
        err = q_keyring_delete_object(ctx, owner, objects[i], &changed);
        destroyed += changed;
    }
    TRY(end_write(ctx, k, err));
#endif
    for (size_t i = 0; i < count; i++)
        keys_forget(k->opened, owner, objects[i]);
    *out_destroyed = destroyed;
    return ERR_OK;
}

enum err keyring_destroy_owned(struct ctx *ctx, struct account_id owner, int64_t count,
                               int64_t *out_destroyed)
{
    struct keyring *k = ctx->keyring;
    int64_t destroyed = 0;
#ifdef EFFACE_MUTANT_KEY_KEPT
    UNUSED(count);
#else
    TRY(db_file_begin(ctx, k->file, true));
    TRY(end_write(ctx, k, q_keyring_delete_owned(ctx, owner, count, &destroyed)));
#endif
    keys_forget_account(k->opened, owner);
    *out_destroyed = destroyed;
    return ERR_OK;
}

enum err keyring_destroy_account(struct ctx *ctx, struct account_id account)
{
    struct keyring *k = ctx->keyring;
    assert(account.v != 0);
#ifndef EFFACE_MUTANT_KEY_KEPT
    TRY(db_file_begin(ctx, k->file, true));
    TRY(end_write(ctx, k, q_keyring_delete_account(ctx, account, NULL)));
#endif
    keys_forget_account(k->opened, account);
    return ERR_OK;
}

enum err keyring_truncate(struct ctx *ctx, bool *out_is_busy)
{
#ifdef EFFACE_MUTANT_KEYRING_NOT_TRUNCATED
    UNUSED(ctx);
    *out_is_busy = false;
    return ERR_OK;
#else
    return db_file_checkpoint_truncate(ctx, ctx->keyring->file, out_is_busy);
#endif
}

enum err keyring_list(struct ctx *ctx, struct keyring_entry after, int64_t before_ms, int64_t count,
                      struct keyring_entry **out, size_t *out_count)
{
    struct keyring *k = ctx->keyring;
    struct q_keyring_objects_after_row *rows = NULL;
    size_t row_count = 0;
    TRY(db_file_begin(ctx, k->file, false));
    enum err err = q_keyring_objects_after(ctx, after.created_ms, after.account, after.object,
                                           before_ms, count, &rows, &row_count);
    db_file_rollback(ctx, k->file);
    TRY(err);
    *out = ARENA_ARRAY(ctx->arena, struct keyring_entry, row_count);
    for (size_t i = 0; i < row_count; i++)
        (*out)[i] =
            (struct keyring_entry){ rows[i].created_ms, rows[i].account_id, rows[i].object_id };
    *out_count = row_count;
    return ERR_OK;
}

void keyring_derive(const struct keyring *k, struct sv purpose, struct crypto_key *out)
{
    struct hash32 derived = crypto_keyed_hash32(&k->instance, purpose);
    memcpy(out->bytes, derived.bytes, sizeof out->bytes);
    secret_wipe(secret_make(&derived, sizeof derived));
}
