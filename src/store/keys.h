/* Opened keys: a bounded, locked memory of keys in use.
 *
 * Set-associative: a key has eight possible places and takes the one unused longest. The memory is locked against swap
 * where the system allows it, and in no core dump. Evicted and forgotten keys are overwritten.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/id.h"
#include "crypto/secret.h"

struct keys;

/** To be freed with keys_free; at most 4 MiB. */
struct keys *keys_new(void);
/** Wipe and free. Accepts NULL. */
void keys_free(struct keys *k);

/** Keep a copy of a key. object 0: the account's own. Thread: any, like all below. */
void keys_put(struct keys *k, struct account_id account, int64_t object,
              const struct crypto_key *key);

/** Copy the key out when it is here. */
bool keys_find(struct keys *k, struct account_id account, int64_t object, struct crypto_key *out);

/** Wipe one key. */
void keys_forget(struct keys *k, struct account_id account, int64_t object);

/** Wipe every key of an account. Cost: one pass over the memory. */
void keys_forget_account(struct keys *k, struct account_id account);
