/* Hash passwords, few at a time: each takes 64 MiB and a core for tens of milliseconds, on purpose.
 *
 * Without a bound, a burst of sign-ins would take all workers' memory at once. Whoever waits too long is told to try again.
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/secret.h"

#define HASHES_AT_ONCE 4
#define HASH_WAIT_MS 1500

/**
 * As crypto_password_hash; gives the database lease back meanwhile.
 *
 * Returns  ERR_VALIDATION  empty or too long
 *          ERR_BUSY        no turn within HASH_WAIT_MS, or too little memory
 * Thread   any; sleeps while it waits for its turn
 */
MUST_USE enum err service_hash_password(struct ctx *ctx, struct secret password, struct sv *out);

/** As crypto_password_verify, else alike: ERR_FORBIDDEN when it does not fit, ERR_BUSY as above. */
MUST_USE enum err service_verify_password(struct ctx *ctx, struct sv hash, struct secret password);
