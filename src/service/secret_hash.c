/* Keyed hashes of bearer secrets. */
#include "service/secret_hash.h"

#include "crypto/hash.h"
#include "crypto/random.h"
#include "service/engine.h"

#define SECRET_BYTES 32

struct sv service_make_secret(struct ctx *ctx)
{
    return crypto_random_token(ctx->arena, SECRET_BYTES);
}

static struct sv keyed_hash(struct ctx *ctx, const struct crypto_key *key, struct sv data)
{
    struct hash32 hash = crypto_keyed_hash32(key, data);
    return sv_copy(ctx->arena, sv_make(hash.bytes, sizeof hash.bytes));
}

struct sv service_hash_secret(struct ctx *ctx, enum secret_purpose purpose, struct sv secret)
{
    char prefix = (char)('0' + purpose);
    struct sv parts[] = { sv_make(&prefix, 1), secret };
    return keyed_hash(ctx, &ctx->engine->token_key,
                      sv_concat(ctx->arena, parts, ARRAY_COUNT(parts)));
}

struct sv service_hash_email(struct ctx *ctx, struct sv email)
{
    return keyed_hash(ctx, &ctx->engine->email_key, email);
}

struct sv service_form_token(struct ctx *ctx, struct sv secret, struct sv form)
{
    struct sv parts[] = { form, SV(":"), secret };
    struct sv hash =
        service_hash_secret(ctx, SECRET_FORM, sv_concat(ctx->arena, parts, ARRAY_COUNT(parts)));
    return crypto_base64url(ctx->arena, hash);
}

bool service_form_token_fits(struct ctx *ctx, struct sv secret, struct sv form, struct sv given)
{
    return secret.len > 0 && crypto_is_equal(service_form_token(ctx, secret, form), given);
}
