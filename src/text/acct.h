/* Account addresses: `user`, `@user`, `user@host`, `@user@host:3000`, `acct:user@host`.
 *
 * Spec: RFC 7565 (acct), RFC 7033; Mastodon's rule for remote names
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

enum {
    ACCT_LOCAL_USERNAME_MAX_BYTES = 30,
    ACCT_USERNAME_MAX_BYTES = 2048,
    ACCT_HOST_MAX_BYTES = 259, /* name and ":65535" */
};

struct acct {
    struct sv username; /* as written: names compare without case */
    struct sv host;     /* as written, with ":port" when there was one; empty: this server */
};

/**
 * Read an address; white space around it is passed over.
 *
 * untrusted  not percent-encoded any more
 * out        views into it; untouched on failure
 *
 * Returns    ERR_PARSE  not an address
 */
MUST_USE enum err acct_parse(struct sv untrusted, struct acct *out);

/** A name that an account of this server may bear: 1 to 30 of `A-Z a-z 0-9 _`. */
bool acct_is_local_username(struct sv name);

/** A name that accounts elsewhere bear: the same letters, with `.` and `-` inside, to 2048 bytes.
 */
bool acct_is_username(struct sv name);
