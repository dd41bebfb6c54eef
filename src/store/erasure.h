/* Erasures: one row for each, with how far it is; ids and counts only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "crypto/secret.h"
#include "store/keyring.h"

/* Stored; never renumbered. */
enum erasure_scope {
    ERASURE_STATUS = 0,
    ERASURE_MEDIA = 1,
    ERASURE_ACCOUNT = 2,
    ERASURE_SCHEDULED = 3,
};

/* How far it is. Stored; never renumbered. */
enum erasure_stage {
    ERASURE_ROWS = 0,     /* rows are being deleted */
    ERASURE_FINISH = 1,   /* files, keys and logs are next */
    ERASURE_PHYSICAL = 2, /* nothing is left here; others are being told */
    ERASURE_FINAL = 3,    /* everybody was told */
};

struct erasure {
    struct erasure_id id;
    enum erasure_scope scope;
    int64_t subject;         /* the status, media, account or scheduled status */
    struct account_id owner; /* whose it was */
    enum erasure_stage stage;
    int64_t rows_erased;
    int64_t rows_expected; /* an estimate; equal to rows_erased once the rows are gone */
    int64_t files_erased;
    int64_t keys_erased;
    int64_t requested_ms;
    int64_t physical_ms; /* 0 = not yet */
    int64_t final_ms;    /* 0 = not yet */
};

/** Inside db_write: id, scope, subject, owner, rows_expected and requested_ms are read. */
MUST_USE enum err store_erasure_insert(struct ctx *ctx, const struct erasure *erasure);

/** Load one; ERR_NOT_FOUND. */
MUST_USE enum err store_erasure_get(struct ctx *ctx, struct erasure_id id, struct erasure *out);

/** Those at a stage that are not final, by id behind `after`. */
MUST_USE enum err store_erasure_list(struct ctx *ctx, enum erasure_stage stage,
                                     struct erasure_id after, int64_t count, struct erasure **out,
                                     size_t *out_count);

/** How many were asked for before a moment and are not physical yet. */
MUST_USE enum err store_erasure_count_overdue(struct ctx *ctx, int64_t before_ms, int64_t *out);

/** Inside db_write: write stage, counts and times. */
MUST_USE enum err store_erasure_update(struct ctx *ctx, const struct erasure *erasure);

/** When an erasure last became physical, at or after a moment; 0 when none did. */
MUST_USE enum err store_erasure_last_physical(struct ctx *ctx, int64_t since_ms, int64_t *out);

/** Inside db_write: delete at most `count` rows that were final before a moment. */
MUST_USE enum err store_erasure_forget(struct ctx *ctx, int64_t before_ms, int64_t count,
                                       int64_t *out_deleted);

/** Files still to unlink; in ctx->arena. */
MUST_USE enum err store_erased_files(struct ctx *ctx, struct erasure_id id, int64_t count,
                                     struct sv **out, size_t *out_count);

/** Inside db_write: it is unlinked. */
MUST_USE enum err store_erased_file_delete(struct ctx *ctx, struct sv file);

/* A key still to destroy. */
struct erased_key {
    struct account_id owner;
    int64_t object;
};

MUST_USE enum err store_erased_keys(struct ctx *ctx, struct erasure_id id, int64_t count,
                                    struct erased_key **out, size_t *out_count);

/** Inside db_write: it is destroyed. */
MUST_USE enum err store_erased_key_delete(struct ctx *ctx, struct erased_key key);

/* The key pair of an account that is gone: its Deletes are signed until every recipient was told. Whoever took one then may
 * verify it later: so the public half stays for a while (store_erased_actors_forget). */
struct erased_actor {
    struct sv public_key;      /* as crypto/rsa.h packs it */
    bool has_private;          /* not everybody was told yet */
    struct secret private_der; /* PKCS8, in ctx->arena; wipe after use */
};

/**
 * Load it.
 *
 * Returns  ERR_NOT_FOUND  none: never here, or everybody was told some time ago
 */
MUST_USE enum err store_erased_actor_key(struct ctx *ctx, struct account_id id,
                                         struct erased_actor *out);

/** Seal a private key under the instance's own key, before db_write; in ctx->arena. */
MUST_USE enum err store_erased_actor_seal(struct ctx *ctx, struct account_id id,
                                          struct secret private_der, struct sv *out_box);

/** Inside db_write: keep the pair for the Deletes; again is harmless. */
MUST_USE enum err store_erased_actor_insert(struct ctx *ctx, struct account_id id,
                                            struct sv public_key, struct sv private_box);

/** Inside db_write: delete at most `count` public keys of accounts whose recipients were all told before a moment. */
MUST_USE enum err store_erased_actors_forget(struct ctx *ctx, int64_t told_before_ms, int64_t count,
                                             int64_t *out_deleted);

/** Inside db_write: everybody who got anything of this account shall get its Delete, whose object is the account. */
MUST_USE enum err store_erased_actor_address(struct ctx *ctx, struct account_id id);

/** Did anything of this account ever go to another server? */
MUST_USE enum err store_erased_actor_has_audience(struct ctx *ctx, struct account_id id, bool *out);

/** Does anything of this object still wait to be sent? object 0: of the account. */
MUST_USE enum err store_erasure_is_told(struct ctx *ctx, const struct erasure *erasure, bool *out);

/**
 * Inside db_write: delete what was kept to tell the recipients, at most `count` rows of each kind, and at last the private
 * key.
 *
 * out_done  nothing is left
 */
MUST_USE enum err store_erasure_forget_recipients(struct ctx *ctx, const struct erasure *erasure,
                                                  int64_t count, bool *out_done);

/* What phase one needs to know of an account, without opening it. */
struct erasure_account {
    struct sv username_key;
    struct sv uri; /* absent for local ones */
    bool is_local;
    bool is_erasing;
};

MUST_USE enum err store_erasure_account(struct ctx *ctx, struct account_id id, bool *out_found,
                                        struct erasure_account *out);

/** Inside db_write: take an account from everybody's sight: its state, its tokens, codes and sessions, its signing key. */
MUST_USE enum err store_account_begin_erasure(struct ctx *ctx, struct account_id id);

/* What is left over, for the sweeps. */

/**
 * Which of these objects with keys do not exist?
 *
 * entries    at most STORE_LIST_MAX
 * out_absent one for each entry
 */
MUST_USE enum err store_sweep_absent(struct ctx *ctx, const struct keyring_entry *entries,
                                     size_t count, bool *out_absent);

/* An upload without a status. */
struct sweep_upload {
    struct media_id id;
    struct account_id owner;
};

/** Uploads older than a moment that nothing shows. */
MUST_USE enum err store_sweep_uploads(struct ctx *ctx, int64_t before_ms, int64_t count,
                                      struct sweep_upload **out, size_t *out_count);

/** Inside db_write: forget idempotency keys made before a moment. */
MUST_USE enum err store_sweep_idempotency(struct ctx *ctx, int64_t before_ms, int64_t count,
                                          int64_t *out_swept);
