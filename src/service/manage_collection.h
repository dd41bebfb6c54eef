/* Manage collections: accounts that somebody recommends, under a name, for everybody to see.
 *
 * Only accounts of this server that want to be found can be put into one, since nobody elsewhere is asked yet; who no longer
 * wants to be found is shown in none, and who leaves one cannot be put in again.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/collection.h"

/* What to change of a collection; the rest stays. */
struct collection_edit {
    bool has_name;
    bool has_description;
    bool has_tag;
    bool has_language;
    bool has_sensitive;
    bool has_discoverable;
    struct sv name;
    struct sv description;
    struct sv tag;      /* with or without '#'; empty: none */
    struct sv language; /* empty: none */
    bool is_sensitive;
    bool is_discoverable;
};

/* A collection as ctx->viewer sees it. */
struct collection_view {
    struct collection collection; /* its items are those that are shown */
    const struct account *owner;
    const struct account *accounts; /* one for each item, in their order */
};

/**
 * One collection.
 *
 * Returns  ERR_NOT_FOUND  there is none, its owner is gone, or one of viewer and owner blocks the other
 *          ERR_DB …
 * Cost     7 queries
 */
MUST_USE enum err service_get_collection(struct ctx *ctx, struct collection_id id,
                                         struct collection_view *out);

/**
 * An account's collections, the newest first: those on its profile; itself sees all. None where one blocks the other.
 *
 * Returns  ERR_NOT_FOUND  no such account, or gone
 * Cost     6 queries, and 3 for each of at most COLLECTIONS_MAX
 */
MUST_USE enum err service_list_collections(struct ctx *ctx, struct account_id owner,
                                           struct collection_view **out, size_t *out_count);

/**
 * Those that the viewer is in.
 *
 * count     1 … 40
 * out_more  there may be others behind them
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, ERR_DB …
 */
MUST_USE enum err service_list_collections_with(struct ctx *ctx, int64_t offset, int64_t count,
                                                struct collection_view **out, size_t *out_count,
                                                bool *out_more);

/**
 * Make one, with accounts in it or none.
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN (one of the accounts cannot be put in), ERR_NOT_FOUND (or is not there)
 *          ERR_VALIDATION  name, description, tag or language, or there are COLLECTIONS_MAX, or too many accounts
 *          ERR_DUPLICATE   one of them is named twice
 */
MUST_USE enum err service_new_collection(struct ctx *ctx, const struct collection_edit *edit,
                                         const struct account_id *accounts, size_t count,
                                         struct collection_view *out);

/** Change one. ERR_NOT_FOUND; ERR_FORBIDDEN: another's; ERR_VALIDATION as above. */
MUST_USE enum err service_edit_collection(struct ctx *ctx, struct collection_id id,
                                          const struct collection_edit *edit,
                                          struct collection_view *out);

/** Take one away. ERR_NOT_FOUND; ERR_FORBIDDEN: another's. */
MUST_USE enum err service_delete_collection(struct ctx *ctx, struct collection_id id);

/**
 * Put an account into one of the viewer's.
 *
 * Returns  ERR_NOT_FOUND   no such collection or account
 *          ERR_FORBIDDEN   another's collection; the account is of another server, does not want to be found, or one blocks
 *                          the other
 *          ERR_DUPLICATE   it is in, or has left for good
 *          ERR_VALIDATION  COLLECTION_ITEMS_MAX are in
 */
MUST_USE enum err service_add_to_collection(struct ctx *ctx, struct collection_id id,
                                            struct account_id account, struct collection_item *out);

/** Take one out of one of the viewer's. ERR_NOT_FOUND; ERR_FORBIDDEN: another's. */
MUST_USE enum err service_remove_from_collection(struct ctx *ctx, struct collection_id id,
                                                 struct collection_item_id item);

/** The viewer leaves somebody's for good. ERR_NOT_FOUND: it is not in. */
MUST_USE enum err service_leave_collection(struct ctx *ctx, struct collection_id id,
                                           struct collection_item_id item);
