/* Accounts as moderators look for them: a page of candidates by id, of everybody, in whatever state. */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/paging.h"
#include "model/user.h"

/* The most that begin with one username and are looked at. */
#define MODERATED_USERNAMES_MAX 1000

/* By what to look; each has an index. */
enum moderated_by {
    MODERATED_ALL = 0,
    MODERATED_LOCAL,
    MODERATED_DOMAIN,     /* .text, lower case */
    MODERATED_STATE,      /* .number: an account_state but ACCOUNT_ACTIVE */
    MODERATED_SENSITIZED, /* its media are always covered */
    MODERATED_USER_STATE, /* .number: a user_state but USER_ACTIVE */
    MODERATED_STAFF,      /* moderators and administrators, a thousand */
    MODERATED_USERNAME,   /* .text, lower case: how it begins */
};

struct moderated_query {
    enum moderated_by by;
    struct sv text;
    int64_t number;
};

/**
 * out      ids, newest first, or oldest first where the page is from the oldest; in ctx->arena
 *
 * Returns  ERR_DB …
 * Cost     1 query; by username or role it reads up to a thousand
 */
MUST_USE enum err store_moderated_page(struct ctx *ctx, const struct moderated_query *query,
                                       const struct paging *paging, struct account_id **out,
                                       size_t *out_count);
