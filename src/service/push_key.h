/* Push key: the pair by which push services know this server (VAPID).
 *
 * It is derived from the instance's key, so it lies in the keyring, is in its backup, and is made by nobody: subscriptions are
 * tied to it, and a new one would end them all.
 *
 * Spec: RFC 8292
 */
#pragma once

#include "base/ctx.h"
#include "base/sv.h"
#include "crypto/p256.h"

/** The pair; wipe after use. Cost: one multiplication on the curve. */
void service_push_key(struct ctx *ctx, struct p256_private *out);

/** Its public half as clients want it: base64url of 65 bytes; in the arena. */
struct sv service_push_public_key(struct ctx *ctx);
