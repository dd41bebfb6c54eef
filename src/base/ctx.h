/* Context of one request or one job: memory, who asks, deadline, error slot, and the parts it may use.
 *
 * Impure functions take it first. The parts are declared here and defined in their rooms, so `base` knows no room
 * above it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/macros.h"
#include "base/sv.h"

struct db;      /* db/db.h */
struct db_conn; /* db/db.h */
struct keyring; /* store/keyring.h */
struct engine;  /* service/engine.h */

/* Instance roles, ordered: a greater role may all that a lesser may. */
enum user_role {
    USER_ROLE_NONE = 0,
    USER_ROLE_USER = 1,
    USER_ROLE_MODERATOR = 2,
    USER_ROLE_ADMIN = 3,
};

/* Roles on a page, ordered likewise. */
enum page_role {
    PAGE_ROLE_NONE = 0,
    PAGE_ROLE_ANALYST = 1,
    PAGE_ROLE_MODERATOR = 2,
    PAGE_ROLE_EDITOR = 3,
    PAGE_ROLE_OWNER = 4,
};

/* Who asks. All zero: an anonymous visitor. */
struct viewer {
    struct account_id account; /* acting as: the person's account or a page */
    struct user_id user; /* the local login behind it; none for app tokens and remote actors */
    struct account_id user_account;    /* the person's own account */
    struct application_id application; /* none in a web session */
    struct token_id token;             /* none in a web session */
    uint64_t scopes;                   /* bits of enum scope (model/scope.h) */
    enum user_role role;               /* instance role of the user */
    enum page_role page_role;          /* role on `account` when it is a page */
    bool is_page;                      /* `account` is a page */
    int64_t seen_day; /* when token or session was last noted as used; days since 1970-01-01 */
    struct sv locale; /* BCP 47, of pages; empty: as the browser says. In web sessions only */
};

struct ctx_error {
    enum err err;
    char detail[256]; /* for the log; never for a client; no personal data */
};

struct ctx {
    struct arena *arena; /* everything allocated for this request */
    int64_t now_ms;      /* wall clock at its start */
    int64_t deadline_ms; /* monotonic; 0 = none */
    struct viewer viewer;
    struct ctx_error error; /* of the last fail() */

    struct db *db;           /* the store; NULL in pure tests */
    struct db_conn *db_conn; /* leased connection; NULL until the first query (db/db.h) */
    struct keyring *keyring; /* NULL where nothing is sealed */
    struct engine *engine;   /* everything a service may use; NULL below service */
};

/**
 * Note an error with its detail for the log and return its code: return fail(ctx, ERR_UPSTREAM, "status %d", n);
 *
 * The first detail of a chain stays: a later fail() with the same code does not overwrite it.
 */
enum err fail(struct ctx *ctx, enum err err, const char *fmt, ...) PRINTF_LIKE(3, 4);
