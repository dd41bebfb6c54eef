/* Push key. */
#include "service/push_key.h"

#include "crypto/random.h"
#include "store/keyring.h"

void service_push_key(struct ctx *ctx, struct p256_private *out)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    enum err err = ERR_PARSE;
    /* One number in four billion is none. */
    for (int i = 0; err != ERR_OK; i++) {
        keyring_derive(ctx->keyring, sv_printf(ctx->arena, "vapid-%d", i), &key);
        err = p256_from_scalar(key.bytes, out);
    }
}

struct sv service_push_public_key(struct ctx *ctx)
{
    CLEANUP(p256_private_wipe) struct p256_private key;
    service_push_key(ctx, &key);
    return crypto_base64url(ctx->arena, sv_make(key.public.bytes, sizeof key.public.bytes));
}
