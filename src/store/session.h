/* Web sessions in the store: cookies by keyed hash, the browser's name sealed under the account's key. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/secret.h"
#include "model/account.h"
#include "model/application.h"
#include "model/user.h"

/* The most sessions listed. */
#define STORE_SESSIONS_MAX 100

/* What decides what a session may. */
struct session_facts {
    struct web_session session; /* without the agent */
    struct user_id user;
    struct account_id person;
    enum user_role role;
    enum user_state user_state;
    struct sv locale; /* BCP 47; may be empty */
    enum account_state person_state;
    enum account_state acting_state; /* when acting as a page */
    enum page_role page_role;        /* likewise */
};

/** Find by the cookie's keyed hash. Cost: 1 query, 5 point reads. */
MUST_USE enum err store_session_find(struct ctx *ctx, struct sv hash, bool *out_found,
                                     struct session_facts *out);

/** A person's newest sessions, at most STORE_SESSIONS_MAX; ERR_KEY_GONE when being erased. */
MUST_USE enum err store_session_list(struct ctx *ctx, struct account_id person,
                                     struct web_session **out, size_t *out_count);

/** Box the browser's name for store_session_insert; empty gives the absent view. */
struct sv store_session_seal(struct ctx *ctx, struct session_id id, struct account_id person,
                             const struct crypto_key *key, struct sv agent);

/** Inside db_write, as all below. */
MUST_USE enum err store_session_insert(struct ctx *ctx, struct session_id id,
                                       struct account_id person, struct user_id user,
                                       struct sv hash, struct sv agent_box);
/** acting none: as oneself */
MUST_USE enum err store_session_set_acting(struct ctx *ctx, struct session_id id,
                                           struct account_id acting);
MUST_USE enum err store_session_set_seen(struct ctx *ctx, struct session_id id, int64_t seen_ms);
/** Only when it is this person's; whether it was. */
MUST_USE enum err store_session_delete(struct ctx *ctx, struct session_id id,
                                       struct account_id person, bool *out_deleted);
MUST_USE enum err store_session_delete_all(struct ctx *ctx, struct account_id person);
/** A person's sessions that act as this page act as the person again. */
MUST_USE enum err store_session_stop_acting(struct ctx *ctx, struct account_id person,
                                            struct account_id page);
MUST_USE enum err store_session_expire(struct ctx *ctx, int64_t before_ms);
