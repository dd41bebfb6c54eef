/* Keyring: the keys of accounts and objects, in a file of their own beside the data folder.
 *
 * What is sealed can be read only while its key is here, so destroying a key erases every copy of what it sealed, in old
 * backups too. The key-encryption key (KEK) wraps account keys, an account's key wraps the keys of its statuses and media.
 *
 * Two files cannot commit together, so there is a protocol. Create, key first: keys made for a write travel as attachments
 * of db_write() and are durable here before the store commits; a crash between leaves an orphan key, swept after an hour.
 * Destroy, key last: the store commits the tombstone first, then the key is deleted here and the log truncated.
 *
 * The journal of erasures lies here too: see keyring_attach_tombstone().
 *
 * Opened keys are kept in one locked memory of at most 4 MiB that no core dump holds; destroying a key wipes it there.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/id.h"
#include "base/macros.h"
#include "crypto/secret.h"
#include "db/db.h"

/* The instance's own key is that of account 0. */
#define KEYRING_INSTANCE ((struct account_id){ 0 })

/* A new key on its way into the keyring. */
struct keyring_new {
    struct account_id account;
    int64_t object; /* 0: the account's own key */
    struct crypto_key key;
};

/**
 * Make a keys folder with a new KEK; refuses one that holds a KEK already.
 *
 * folder   path, made with mode 0700 when missing
 *
 * Returns  ERR_CONFLICT   there is a KEK
 *          ERR_IO         the folder or file cannot be written (detail says why)
 */
MUST_USE enum err keyring_init(struct ctx *ctx, const char *folder);

/**
 * Open the keyring of a keys folder; makes the instance key when there is none yet.
 *
 * out      to be closed with keyring_close
 *
 * Returns  ERR_IO         no KEK, or one that others may read (detail says which)
 *          ERR_CORRUPT    the KEK does not fit the keyring
 *          ERR_DB …       as db_file_open
 */
MUST_USE enum err keyring_open(struct ctx *ctx, const char *folder, struct keyring **out);

/** Wipe opened keys and close. Accepts NULL. */
void keyring_close(struct keyring *k);

/** The hook to give db_open, with the keyring as its argument. */
enum err keyring_before_commit(void *arg, const struct db_attachment *first, size_t count);

/**
 * The key of an account.
 *
 * out      wipe after use
 *
 * Returns  ERR_KEY_GONE   destroyed, or never made
 *          ERR_DB …       the keyring failed
 * Cost     memory, or one query of the keyring
 * Thread   any
 */
MUST_USE enum err keyring_account_key(struct ctx *ctx, struct account_id account,
                                      struct crypto_key *out);

/** The key of a status or media; as keyring_account_key. */
MUST_USE enum err keyring_object_key(struct ctx *ctx, struct account_id owner, int64_t object,
                                     struct crypto_key *out);

/**
 * Make a key; it counts only once keyring_attach was called in a write that committed.
 *
 * object   0 for the account's own key
 */
void keyring_new_key(struct account_id account, int64_t object, struct keyring_new *out);

/**
 * Prepare a new key for its write: wraps it. Call before db_write, since writes do no crypto.
 *
 * own      with an object: the account's key when that is new as well, else NULL
 * out      bytes for keyring_attach, in ctx->arena
 *
 * Returns  as keyring_account_key (the wrapping key may be gone)
 */
MUST_USE enum err keyring_wrap(struct ctx *ctx, const struct keyring_new *new_key,
                               const struct crypto_key *own, struct sv *out);

/**
 * Inside db_write: store a wrapped key with this write; once it is committed an object's key is open in memory. Of an account
 * that has a key the new one is dropped: who may not be alone in making it asks for it afterwards.
 *
 * new_key  lives until db_write() returns
 */
void keyring_attach(struct ctx *ctx, const struct keyring_new *new_key, struct sv wrapped);

/* A tombstone, as the store has it and the journal once more. */
struct keyring_tombstone {
    struct sv hash; /* 32 bytes */
    int64_t kind;
    int64_t erased_ms;
};

/**
 * Inside db_write: note a tombstone in the journal with this write.
 *
 * The journal travels with the keys, so that a backup of the store restored under today's keyring learns what was erased
 * since. It is durable before the store commits; an entry whose write failed is swept like an orphan key.
 */
void keyring_attach_tombstone(struct ctx *ctx, const struct keyring_tombstone *tombstone);

/**
 * Entries of the journal made before a moment, by time.
 *
 * after    last entry of the page before, zero at first
 * out      in ctx->arena
 */
MUST_USE enum err keyring_list_tombstones(struct ctx *ctx, const struct keyring_tombstone *after,
                                          int64_t before_ms, int64_t count,
                                          struct keyring_tombstone **out, size_t *out_count);

/** Is this in the journal? */
MUST_USE enum err keyring_has_tombstone(struct ctx *ctx, struct sv hash, bool *out);

/** Take an entry back whose write never happened. */
MUST_USE enum err keyring_forget_tombstone(struct ctx *ctx, struct sv hash);

/**
 * Destroy keys of objects, durably; ids without a key are passed over.
 *
 * out_destroyed  how many there were
 *
 * Returns  ERR_DB …
 */
MUST_USE enum err keyring_destroy_objects(struct ctx *ctx, struct account_id owner,
                                          const int64_t *objects, size_t count,
                                          int64_t *out_destroyed);

/**
 * Destroy at most `count` object keys of an account.
 *
 * Returns  ERR_DB …; call until *out_destroyed < count
 */
MUST_USE enum err keyring_destroy_owned(struct ctx *ctx, struct account_id owner, int64_t count,
                                        int64_t *out_destroyed);

/** Destroy an account's own key; its object keys can no longer be opened from then on. */
MUST_USE enum err keyring_destroy_account(struct ctx *ctx, struct account_id account);

/** Empty the keyring's log, so that destroyed keys are in no file; out_is_busy as db_checkpoint_truncate. */
MUST_USE enum err keyring_truncate(struct ctx *ctx, bool *out_is_busy);

/* A key that may be an orphan. */
struct keyring_entry {
    int64_t created_ms;
    struct account_id account;
    int64_t object;
};

/**
 * Object keys made before a moment, by time, for the sweep and the check.
 *
 * after    last entry of the page before, zero at first; its time alone begins behind a moment
 */
MUST_USE enum err keyring_list(struct ctx *ctx, struct keyring_entry after, int64_t before_ms,
                               int64_t count, struct keyring_entry **out, size_t *out_count);

/**
 * Derive a key of the instance for one purpose.
 *
 * purpose  e.g. "email", "tombstone"
 */
void keyring_derive(const struct keyring *k, struct sv purpose, struct crypto_key *out);
