/* Find accounts by handle or address: exactly one, or those a text is the beginning of.
 *
 * Display names are sealed, so only handles are searched.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/account.h"

/**
 * Find one account.
 *
 * text         untrusted: "user", "@user@host", "acct:user@host", or an http(s) address of an actor or profile
 * may_resolve  ask the other server when it is not known here; waits for the network
 * out          blanked when it is suspended
 *
 * Returns  ERR_NOT_FOUND  unknown, no handle, being erased, or its server is blocked
 *          ERR_UPSTREAM … what the other server answered, with may_resolve
 *          ERR_DB …
 */
MUST_USE enum err service_find_account(struct ctx *ctx, struct sv text, bool may_resolve,
                                       struct account *out);

struct account_search {
    struct sv text;      /* untrusted; with or without '@' before it */
    bool following_only; /* only whom the viewer follows */
    bool may_resolve;    /* ask the other server for an exact handle or address nobody here has */
    int64_t offset;      /* 0 or more; there is nothing beyond SEARCH_OFFSET_MAX */
    size_t count;        /* 1 … 80 */
};

/**
 * Find accounts.
 *
 * out      in the order of handles, an exact answer first; in ctx->arena
 *
 * Returns  ERR_LOGIN_REQUIRED  following_only or may_resolve by nobody
 *          ERR_BAD_PARAM       offset or count out of bounds
 *          ERR_DB …            nothing found is an empty list, also when the other server fails
 */
MUST_USE enum err service_search_accounts(struct ctx *ctx, const struct account_search *search,
                                          const struct account **out, size_t *out_count);
