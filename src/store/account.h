/* Accounts in the store: rows to structs, sealing and opening.
 *
 * A local account's words (display name, bio, fields, its pictures in words) are sealed under its account key; a remote one's are public and
 * plain. Loading opens them; writing is in two steps, since writes do no crypto: seal first, then insert or update inside
 * db_write().
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/secret.h"
#include "model/account.h"
#include "store/keyring.h"

/* The most accounts one call loads. */
#define STORE_LIST_MAX 40

/**
 * Load one account with its counters, in whatever state it is.
 *
 * out      strings live in ctx->arena
 *
 * Returns  ERR_NOT_FOUND  no such account
 *          ERR_KEY_GONE   its key was destroyed: it is being erased
 *          ERR_DB …
 * Cost     2 queries, and the keyring for a local account not in memory
 */
MUST_USE enum err store_account_get(struct ctx *ctx, struct account_id id, struct account *out);

/**
 * Load several, in the order asked for; those that are absent or being erased are left out.
 *
 * ids      at most STORE_LIST_MAX, without repetitions
 * out      array in ctx->arena
 */
MUST_USE enum err store_account_list(struct ctx *ctx, const struct account_id *ids, size_t count,
                                     struct account **out, size_t *out_count);

/**
 * Find by handle.
 *
 * username  in any case
 * domain    empty for local accounts, else lower case
 */
MUST_USE enum err store_account_find_handle(struct ctx *ctx, struct sv username, struct sv domain,
                                            bool *out_found, struct account *out);

/* What to look for among handles. */
struct handle_search {
    struct sv username; /* lower case, its beginning; the whole name when there is a domain */
    struct sv domain;   /* lower case, its beginning; empty: any, also this server */
    bool has_domain;    /* an '@' was typed behind the name */
    struct account_id followed; /* only those this account follows; none: anybody */
    struct account_id but;      /* not this one, where anybody is looked for; may be none */
};

/**
 * Find accounts by the beginning of their handle; suspended and erased ones are left out. Display names are sealed and
 * cannot be searched.
 *
 * offset   how many to pass over
 * out      ids in the order of handles, in ctx->arena
 *
 * Returns  ERR_DB …
 * Cost     1 query over a range of the index; with `followed` over all of them
 */
MUST_USE enum err store_account_search(struct ctx *ctx, const struct handle_search *search,
                                       int64_t offset, int64_t count, struct account_id **out,
                                       size_t *out_count);

/** Accounts that let everybody search what they post, behind one, by id; Cost: 1 indexed query. */
MUST_USE enum err store_account_list_indexable(struct ctx *ctx, struct account_id after,
                                               int64_t count, struct account_id **out,
                                               size_t *out_count);

/** Find a remote account by its actor id. */
MUST_USE enum err store_account_find_uri(struct ctx *ctx, struct sv uri, bool *out_found,
                                         struct account *out);

/* The boxes of an account's words, ready to write. */
struct account_sealed {
    struct sv display_name;
    struct sv note;
    struct sv fields;
    struct sv avatar_alt;
    struct sv header_alt;
    struct sv attribution;
};

/**
 * Box an account's words: sealed when key is given, plain otherwise.
 *
 * key      the account's key for a local account, NULL for a remote one
 * out      in ctx->arena
 *
 * Returns  ERR_LIMIT  the words together pass 256 KiB
 */
MUST_USE enum err store_account_seal(struct ctx *ctx, const struct account *account,
                                     const struct crypto_key *key, struct account_sealed *out);

/**
 * Inside db_write: insert an account and its counters.
 *
 * host     none for local accounts
 *
 * Returns  ERR_DUPLICATE  handle or uri taken, or the id: ask for another id
 */
MUST_USE enum err store_account_insert(struct ctx *ctx, const struct account *account,
                                       struct host_id host, const struct account_sealed *sealed);

/** Inside db_write: write what a profile edit may change, with updated_ms from the struct. */
MUST_USE enum err store_account_update(struct ctx *ctx, const struct account *account,
                                       const struct account_sealed *sealed);

/* A local account's signing key, opened. */
struct account_signing_key {
    struct sv public_key;      /* as crypto/rsa.h packs it */
    struct secret private_der; /* PKCS8, in ctx->arena; wipe after use */
};

/**
 * Load the key pair that signs for a local account.
 *
 * Returns  ERR_NOT_FOUND  none
 *          ERR_KEY_GONE   being erased
 */
MUST_USE enum err store_account_signing_key(struct ctx *ctx, struct account_id id,
                                            struct account_signing_key *out);

/** Seal a private key for its row. */
struct sv store_account_key_seal(struct ctx *ctx, struct account_id id,
                                 const struct crypto_key *account_key, struct secret private_der);

/** Inside db_write. private_box from store_account_key_seal. */
MUST_USE enum err store_account_key_insert(struct ctx *ctx, struct account_id id,
                                           struct sv public_key, struct sv private_box);

/**
 * Inside db_write: a row that names this account may be written.
 *
 * What was found before the write may be erased meanwhile; asked here, nothing comes in behind an erasure.
 *
 * out_state  may be NULL
 *
 * Returns    ERR_KEY_GONE  erased, or being erased
 */
MUST_USE enum err store_account_hold(struct ctx *ctx, struct account_id id,
                                     enum account_state *out_state);

/** Inside db_write: active, silenced, suspended or erasing, which nothing ends. */
MUST_USE enum err store_account_set_state(struct ctx *ctx, struct account_id id,
                                          enum account_state state);

/** Inside db_write: whether its media are always covered. */
MUST_USE enum err store_account_set_sensitized(struct ctx *ctx, struct account_id id,
                                               bool is_sensitized);
