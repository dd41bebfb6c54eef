/* Make a local account, of a person or a page: handle, keys, rows. Shared by sign-up and pages. */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/field_error.h"
#include "store/account.h"
#include "store/keyring.h"

/**
 * May a new account of this server bear this name? Its form, reserved names, names that are or were taken.
 *
 * handle         untrusted, without '@'
 * may_reserved   reserved names are fine (the operator makes the account)
 * field          name of the field for errors: "username"
 *
 * Returns  ERR_OK also when it may not; then errors says why
 *          ERR_DB …
 * Cost     2 queries
 */
MUST_USE enum err service_check_handle(struct ctx *ctx, struct sv handle, bool may_reserved,
                                       struct sv field, struct field_errors *errors);

/* An account ready to be inserted. */
struct account_parts {
    struct account account;
    struct keyring_new key; /* wipe with service_done_account */
    struct sv wrapped;
    struct account_sealed sealed;
    struct sv public_key;
    struct sv private_box;
};

/**
 * Make keys and seal, before db_write.
 *
 * account  kind, username and display_name are set; id and times are filled in here
 * out      to be ended with service_done_account
 *
 * Returns  ERR_INTERNAL, ERR_KEY_GONE  the keys could not be made
 * Cost     an RSA key: 50 to 300 ms
 */
MUST_USE enum err service_prepare_account(struct ctx *ctx, const struct account *account,
                                          struct account_parts *out);

/** Inside db_write. ERR_DUPLICATE: the name was taken meanwhile. */
MUST_USE enum err service_insert_account(struct ctx *ctx, const struct account_parts *parts);

/** Wipe the key; fits CLEANUP, accepts a zeroed struct. */
void service_done_account(struct account_parts *parts);
