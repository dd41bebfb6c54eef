/* Erase an account: a person with their login, or a page; invisible when the call returns.
 *
 * The commit writes the tombstones, marks the account, ends every token and session, keeps the signing key for the
 * Deletes and sends them. Then the account's key is destroyed, so that nothing sealed can be read any more, and a job erases
 * what is left physically.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "store/erasure.h"

#define SOLE_PAGES_MAX 20

struct account_erasure {
    struct erasure_id id; /* for the progress */
    const struct sv
        *sole_pages; /* with ERR_CONFLICT: handles of pages that would be left without owner */
    size_t sole_page_count;
};

/**
 * Erase the viewer's own account, a page the viewer owns, or, as administrator, anybody's.
 *
 * with_pages  erase the pages only this person owns as well
 *
 * Returns  ERR_NOT_FOUND       no such account, being erased already, or a page of others
 *          ERR_LOGIN_REQUIRED  no user
 *          ERR_FORBIDDEN       somebody else's, or a page the viewer does not own
 *          ERR_CONFLICT        only owner of pages: hand them over, or erase them too; out->sole_pages says which
 *          ERR_DB …
 * Cost     one commit for each account
 */
MUST_USE enum err service_erase_account(struct ctx *ctx, struct account_id id, bool with_pages,
                                        struct account_erasure *out);

/**
 * Erase an account whoever asks: for services that decided themselves.
 *
 * email    also bars this address from signing up again; empty: it does not
 * out      may be NULL
 *
 * Returns  ERR_NOT_FOUND  no such account, or being erased already
 */
MUST_USE enum err service_begin_account_erasure(struct ctx *ctx, struct account_id id,
                                                struct sv email, struct erasure_id *out);

/** How far an erasure is; ERR_NOT_FOUND when it is long over, or never was. No permission: its id is not guessable use. */
MUST_USE enum err service_get_erasure(struct ctx *ctx, struct erasure_id id, struct erasure *out);
