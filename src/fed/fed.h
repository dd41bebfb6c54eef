/* Fed: what federation needs beside the engine; one for the process.
 *
 * It holds the instance's opened key, which signs every fetch, and the way out to the network, which a test replaces.
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "crypto/rsa.h"
#include "crypto/rsa_cache.h"
#include "fed/signature.h"
#include "net/fetch.h"

/* The way out. */
struct fed_transport {
    enum err (*fetch)(void *arg, struct arena *a, const struct net_request *req,
                      struct net_response *out);
    void *arg;
};

struct fed {
    struct fed_transport transport;
    struct rsa_key_cache *keys;   /* public keys of others */
    struct rsa_key *instance_key; /* private */
    struct sv instance_pem;       /* its public half */
    struct sv instance_key_id;
    struct arena arena; /* of these texts */
};

/** The way out through a struct net, which outlives what uses it. */
struct fed_transport fed_transport_of_net(struct net *net);

/**
 * Make the instance's key pair when there is none, and open it.
 *
 * ctx      with store, keyring and engine; engine->fed is set by the caller
 * out      to be freed with fed_free
 *
 * Returns  ERR_DB …, ERR_INTERNAL
 */
MUST_USE enum err fed_new(struct ctx *ctx, struct fed_transport transport, struct fed **out);

/** Accepts NULL. */
void fed_free(struct fed *fed);

/** The signer of fetches. */
struct fed_signer fed_instance_signer(const struct fed *fed);
