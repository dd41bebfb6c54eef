/* Media rows: what is known of a picture; its bytes are store/media_file.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/secret.h"
#include "model/media.h"

/**
 * Load one.
 *
 * Returns  ERR_NOT_FOUND  no such row
 *          ERR_KEY_GONE   it is being erased
 */
MUST_USE enum err store_media_get(struct ctx *ctx, struct media_id id, struct media *out);

/**
 * Load the attachments of several statuses, ordered by status and position; those being erased are left out.
 *
 * ids      at most STORE_LIST_MAX
 */
MUST_USE enum err store_media_list(struct ctx *ctx, const struct status_id *ids, size_t count,
                                   struct media **out, size_t *out_count);

/** The same of those that wait with scheduled statuses. */
MUST_USE enum err store_media_list_held(struct ctx *ctx, const struct scheduled_status_id *ids,
                                        size_t count, struct media **out, size_t *out_count);

/* Whose a picture is and whether something shows it. */
struct media_use {
    struct account_id owner;
    enum media_purpose purpose;
    bool is_attached; /* a status has it, or waits with it */
};

/** Load that alone, without opening words; ERR_NOT_FOUND. Inside db_write it holds until the commit. */
MUST_USE enum err store_media_get_use(struct ctx *ctx, struct media_id id, struct media_use *out);

/** The token of an attachment's address: a keyed hash of its id; in the arena. Absent without a keyring. */
struct sv store_media_token(struct ctx *ctx, struct media_id id);

struct media_sealed {
    struct sv meta;
    struct sv alt;
};

/** Box meta and description: sealed when key is given (local), plain otherwise. In ctx->arena. */
MUST_USE enum err store_media_seal(struct ctx *ctx, const struct media *media,
                                   const struct crypto_key *key, struct media_sealed *out);

/**
 * Inside db_write.
 *
 * Returns  ERR_DUPLICATE  the id is taken: ask for another
 */
MUST_USE enum err store_media_insert(struct ctx *ctx, const struct media *media,
                                     const struct media_sealed *sealed);

/**
 * Inside db_write: write the boxes of changed meta and description, and the name of the files.
 *
 * media    as it was read and changed
 * before   the name as it was read; the same where the files stay
 *
 * Returns  ERR_CONFLICT  the row is gone, names other files, or is in another state
 */
MUST_USE enum err store_media_update(struct ctx *ctx, const struct media *media, struct sv before,
                                     const struct media_sealed *sealed);

/**
 * Inside db_write: its versions are made, or could not be; media->state says which.
 *
 * Returns  ERR_CONFLICT  the row is gone, names other files, or is not being processed
 */
MUST_USE enum err store_media_finish(struct ctx *ctx, const struct media *media,
                                     const struct media_sealed *sealed);
