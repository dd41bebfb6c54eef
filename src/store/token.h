/* Access tokens in the store: by keyed hash. A token that goes takes its push subscription (store/push.h) with it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/application.h"
#include "model/user.h"

/* What decides what a token may. */
struct token_facts {
    struct token_id id;
    struct application_id application;
    uint64_t scopes;
    struct user_id user;       /* none: the application's own */
    struct account_id account; /* to act as; none: the application's own */
    struct account_id person;  /* the user's own account; none when the user is gone */
    enum user_role role;
    enum user_state user_state;
    enum account_state person_state;
    enum account_state account_state;
    enum page_role page_role; /* of the person on `account` */
    int64_t used_day;         /* last noted; 0 = never */
};

/** Find by keyed hash. Cost: 1 query, 5 point reads. */
MUST_USE enum err store_token_find(struct ctx *ctx, struct sv hash, bool *out_found,
                                   struct token_facts *out);

/** Whose token this is, as store_token_find but less. */
MUST_USE enum err store_token_application(struct ctx *ctx, struct sv hash, bool *out_found,
                                          struct token_id *out,
                                          struct application_id *out_application);

/** A user's tokens by id behind `after`; count at most 200. */
MUST_USE enum err store_token_list(struct ctx *ctx, struct user_id user, struct token_id after,
                                   int64_t count, struct token_entry **out, size_t *out_count);

/* A token to insert. */
struct token_new {
    struct token_id id;
    struct user_id user;       /* none: the application's own */
    struct account_id account; /* likewise */
    struct application_id application;
    uint64_t scopes;
};

/** Inside db_write, as all below. */
MUST_USE enum err store_token_insert(struct ctx *ctx, const struct token_new *token,
                                     struct sv hash);
MUST_USE enum err store_token_set_used(struct ctx *ctx, struct token_id id, int64_t day);
MUST_USE enum err store_token_delete(struct ctx *ctx, struct token_id id);
/** Only when it is this user's; whether it was. */
MUST_USE enum err store_token_delete_own(struct ctx *ctx, struct token_id id, struct user_id user,
                                         bool *out_deleted);
MUST_USE enum err store_token_delete_user(struct ctx *ctx, struct user_id user);
/** A user's tokens that act as this account. */
MUST_USE enum err store_token_delete_acting(struct ctx *ctx, struct user_id user,
                                            struct account_id account);
