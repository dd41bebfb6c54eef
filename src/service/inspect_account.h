/* Inspect accounts: as moderators see them, with the login behind, in whatever state they are. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/paging.h"
#include "model/user.h"

/* So many accounts one page looks at; behind them the next page goes on. */
#define INSPECTION_LOOKED_MAX 2000

struct inspected_account {
    struct account account; /* not blanked */
    bool is_user;           /* somebody signs in as it */
    struct user user;       /* then */
};

enum account_origin {
    ORIGIN_ANY = 0,
    ORIGIN_LOCAL,
    ORIGIN_REMOTE,
};

enum account_standing {
    STANDING_ANY = 0,
    STANDING_ACTIVE, /* not suspended */
    STANDING_PENDING,
    STANDING_DISABLED,
    STANDING_SILENCED,
    STANDING_SUSPENDED,
    STANDING_SENSITIZED,
};

/* Everything given must hold; texts are untrusted and may be empty. */
struct account_inspection {
    enum account_origin origin;
    enum account_standing standing;
    unsigned roles;         /* bits 1 << user_role; 0: any */
    struct sv username;     /* how it begins, in any case */
    struct sv display_name; /* likewise */
    struct sv domain;
    struct sv email;   /* the whole address: only its hash can be looked for */
    bool matches_none; /* asked for what is never kept: an address of the network, an invitation */
};

/**
 * One, for moderators.
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN
 *          ERR_NOT_FOUND  no such account, or being erased
 *          ERR_DB …
 */
MUST_USE enum err service_inspect_account(struct ctx *ctx, struct account_id id,
                                          struct inspected_account *out);

/** Several in the order of their ids, each once; who is being erased is left out. Permission is not asked for. */
MUST_USE enum err service_load_inspected(struct ctx *ctx, const struct account_id *ids,
                                         size_t count, struct inspected_account *out,
                                         size_t *out_count);

/**
 * A page of those that fit, newest first, for moderators.
 *
 * The best index for what is asked names candidates by id; each is loaded and looked at, INSPECTION_LOOKED_MAX at most: so
 * a page may be short, or empty, and its span says where the next begins. Of those whose name begins alike the first
 * thousand names are looked at.
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, ERR_DB …
 * Cost     3 queries for each 40 that are looked at, and 2 for each login
 */
MUST_USE enum err service_inspect_accounts(struct ctx *ctx, const struct account_inspection *what,
                                           const struct paging *paging,
                                           struct inspected_account **out, size_t *out_count,
                                           struct paging_span *out_span);
