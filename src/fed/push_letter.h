/* Push letter: a message encrypted for one app and signed for its push service.
 *
 * The push service carries it and reads nothing of it. Two forms: the standard's, and the draft's that came before it, which
 * apps written for older servers read.
 *
 * Spec: RFC 8030 (headers), RFC 8188 and 8291 (aes128gcm), RFC 8292 (VAPID); draft-ietf-webpush-encryption-04 with
 * draft-ietf-httpbis-encryption-encoding-03 (aesgcm)
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "crypto/p256.h"
#include "model/push.h"
#include "net/net.h"

#define FED_PUSH_SALT_BYTES 16
#define FED_PUSH_HEADERS_MAX 8
/* A push service takes 4,096 bytes; a letter's own are 103 at most. */
#define FED_PUSH_MESSAGE_BYTES_MAX 3900

/* What is new in each letter. */
struct fed_push_seed {
    struct p256_private key;
    unsigned char salt[FED_PUSH_SALT_BYTES];
};

/** A random one; wipe its key after use. */
void fed_push_seed_init(struct fed_push_seed *out);

/**
 * Encrypt alone.
 *
 * message  at most FED_PUSH_MESSAGE_BYTES_MAX
 * out      the body, in the arena
 *
 * Returns  ERR_PARSE  the app's key is none
 */
MUST_USE enum err fed_push_encrypt(struct arena *a, const struct push_address *to,
                                   const struct fed_push_seed *seed, struct sv message,
                                   struct sv *out);

struct fed_push_letter {
    struct sv body;
    struct net_header headers[FED_PUSH_HEADERS_MAX];
    size_t header_count;
};

/**
 * Encrypt, sign, and write the headers.
 *
 * key      this server's (service/push_key.h)
 * contact  a URL by which the push service may find the operator
 * life_s   how long the push service shall keep it
 * out      in the arena
 *
 * Returns  as fed_push_encrypt
 * Cost     a key pair, an agreement and a signature: half a millisecond
 */
MUST_USE enum err fed_push_letter_write(struct arena *a, const struct push_address *to,
                                        const struct p256_private *key, struct sv contact,
                                        int64_t now_ms, int64_t life_s, struct sv message,
                                        struct fed_push_letter *out);
