/* HTTP signatures in the form every server speaks: draft-cavage-12 with RSA and SHA-256.
 *
 * Pure: no network, no store. A POST must sign its digest, which must match the body as received; the date must be within
 * an hour of now; every request must sign its target and its host, so that none counts anywhere else.
 *
 * Spec: draft-cavage-http-signatures-12; RFC 3230 (Digest); the section on signatures in FEDERATION
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "crypto/rsa.h"
#include "net/net.h"

struct fed_header {
    struct sv name;
    struct sv value;
};

/* A request as it came over the wire. */
struct fed_request {
    struct sv method; /* "POST" */
    struct sv target; /* path and query as sent */
    const struct fed_header *headers;
    size_t header_count;
    struct sv body; /* bytes as received */
};

/** All values of a header joined by ", ", in the arena; absent when there is none. */
struct sv fed_request_header(struct arena *a, const struct fed_request *req, struct sv name);

/* A Signature header taken apart. */
struct fed_signature {
    struct sv key_id;
    struct sv headers; /* names between spaces, lower case */
    struct sv bytes;   /* decoded */
    bool is_hs2019;    /* or no algorithm named */
    struct sv created; /* digits; may be absent */
    struct sv expires; /* digits; may be absent */
};

/**
 * Take the Signature header apart.
 *
 * Returns  ERR_SIGNATURE  absent, malformed, a parameter twice, an algorithm that is not RSA with SHA-256
 */
MUST_USE enum err fed_signature_parse(struct arena *a, const struct fed_request *req,
                                      struct fed_signature *out);

/**
 * What needs no key: what is signed, the window of time, the digest of the body, the host.
 *
 * host     this server's, as in Host; empty: any
 *
 * Returns  ERR_SIGNATURE  ctx->error says what is wrong
 * Cost     one SHA-256 of the body
 */
MUST_USE enum err fed_signature_check(struct ctx *ctx, const struct fed_signature *signature,
                                      const struct fed_request *req, struct sv host);

/** Is it this key's signature? Tried with and without the query, which some leave out. */
bool fed_signature_is_by(struct arena *a, const struct fed_signature *signature,
                         const struct fed_request *req, const struct rsa_key *key);

/** Value of the Digest header of a body. */
struct sv fed_digest(struct arena *a, struct sv body);

/* Who signs. */
struct fed_signer {
    struct sv key_id;
    const struct rsa_key *key; /* private */
};

/**
 * Add Date, Signature, and for a POST Digest and Content-Type, to a request about to be made.
 *
 * digest   from fed_digest for a POST, else empty
 * now_ms   for Date
 *
 * Returns  as rsa_sign
 * Cost     one signature, 0.3 ms
 */
MUST_USE enum err fed_signature_add(struct arena *a, const struct fed_signer *signer,
                                    const struct net_hop *hop, struct sv digest, int64_t now_ms,
                                    struct net_headers *headers);

#define FED_CONTENT_TYPE "application/activity+json"
