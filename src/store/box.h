/* Box: the content of a *_box column, sealed or plain.
 *
 * The first byte says which: a plain box holds public content that came from another server, a sealed one what a local
 * person gave and what is not public. A sealed box is tied to its table, column, row and owner, so that none opens in
 * another's place; the numbers are the manifest's stable ones, so that a migration reseals nothing.
 */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/id.h"
#include "base/macros.h"
#include "base/sv.h"
#include "crypto/secret.h"
#include "store/manifest_columns.h"

/* The first byte of a plain box. */
#define BOX_PLAIN 0

/* Where a box stands. */
struct box_place {
    enum manifest_column column;
    int64_t row; /* primary id of the row: the status's, media's or account's */
    struct account_id owner;
};

/**
 * Seal a value.
 *
 * key      the account's or object's key, as the manifest says for the column
 * plain    any bytes; an absent view gives the absent view (NULL in the store)
 *
 * Returns  the box, in the arena
 */
struct sv box_seal(struct arena *a, const struct crypto_key *key, struct box_place place,
                   struct sv plain);

/** Box public content of another server: readable to whoever reads the file. An absent view stays absent. */
struct sv box_plain(struct arena *a, struct sv plain);

/** A sealed box, so that its key is needed to open it. The absent view is not. */
bool box_is_sealed(struct sv box);

/**
 * Open a box.
 *
 * key      may be NULL for a plain box
 * box      as stored; the absent view gives the absent view
 * out      in ctx->arena
 *
 * Returns  ERR_KEY_GONE  sealed, and no key was given
 *          ERR_CORRUPT   not what was sealed, or sealed in another place
 */
MUST_USE enum err box_open(struct ctx *ctx, const struct crypto_key *key, struct box_place place,
                           struct sv box, struct sv *out);
