/* Fed: what federation needs beside the engine. */
#include "fed/fed.h"

#include "base/heap.h"
#include "service/engine.h"
#include "service/instance_key.h"
#include "store/account.h"
#include "store/keyring.h"

#define KEYS_MAX 20000
#define TEXTS_MAX_BYTES ((size_t)64 << 10)

static enum err net_do(void *arg, struct arena *a, const struct net_request *req,
                       struct net_response *out)
{
    return net_fetch(arg, a, req, out);
}

struct fed_transport fed_transport_of_net(struct net *net)
{
    return (struct fed_transport){ .fetch = net_do, .arg = net };
}

static enum err instance_key_open(struct ctx *ctx, struct fed *fed)
{
    TRY(service_ensure_instance_key(ctx));
    struct account_signing_key pair;
    TRY(store_account_signing_key(ctx, KEYRING_INSTANCE, &pair));
    enum err err = rsa_private_open(pair.private_der, &fed->instance_key);
    secret_wipe(pair.private_der);
    return err;
}

enum err fed_new(struct ctx *ctx, struct fed_transport transport, struct fed **out)
{
    struct fed *fed = heap_new(sizeof *fed);
    fed->transport = transport;
    arena_init(&fed->arena, TEXTS_MAX_BYTES);
    enum err err = instance_key_open(ctx, fed);
    if (err != ERR_OK) {
        fed_free(fed);
        return err;
    }
    fed->keys = rsa_key_cache_new(KEYS_MAX);
    fed->instance_pem = rsa_public_to_pem(&fed->arena, fed->instance_key);
    fed->instance_key_id = site_key_uri(&fed->arena, &ctx->engine->site, KEYRING_INSTANCE);
    *out = fed;
    return ERR_OK;
}

void fed_free(struct fed *fed)
{
    if (fed == NULL)
        return;
    rsa_key_free(fed->instance_key);
    rsa_key_cache_free(fed->keys);
    arena_done(&fed->arena);
    heap_free(fed);
}

struct fed_signer fed_instance_signer(const struct fed *fed)
{
    return (struct fed_signer){ fed->instance_key_id, fed->instance_key };
}
