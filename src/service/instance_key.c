/* The instance's own key pair. */
#include "service/instance_key.h"

#include "crypto/rsa.h"
#include "db/db.h"
#include "store/account.h"
#include "store/keyring.h"

struct make {
    struct sv public_key;
    struct sv private_box;
};

static enum err make_write(struct ctx *ctx, void *arg)
{
    const struct make *m = arg;
    return store_account_key_insert(ctx, KEYRING_INSTANCE, m->public_key, m->private_box);
}

static enum err pair_make(struct ctx *ctx, struct make *out)
{
    CLEANUP(rsa_key_done) struct rsa_key *pair = NULL;
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(rsa_generate(&pair));
    TRY(keyring_account_key(ctx, KEYRING_INSTANCE, &key));
    struct secret der;
    TRY(rsa_private_export(ctx->arena, pair, &der));
    out->private_box = store_account_key_seal(ctx, KEYRING_INSTANCE, &key, der);
    secret_wipe(der);
    out->public_key = rsa_public_pack(ctx->arena, rsa_public_of(ctx->arena, pair));
    return ERR_OK;
}

enum err service_ensure_instance_key(struct ctx *ctx)
{
    struct account_signing_key there;
    enum err err = store_account_signing_key(ctx, KEYRING_INSTANCE, &there);
    if (err == ERR_OK)
        secret_wipe(there.private_der);
    if (err != ERR_NOT_FOUND)
        return err;
    struct make m;
    TRY(pair_make(ctx, &m));
    return db_write(ctx, make_write, &m);
}
