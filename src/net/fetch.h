/* Blocking fetch, for workers: bounded in time, size, hops and whom it talks to.
 *
 * Redirects are followed here, not by the library, because each hop is a new question: its address
 * is checked again and it gets a signature of its own.
 *
 * Spec: RFC 9110; what peers send is in FEDERATION
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "net/net.h"

#define NET_HOPS_MAX 3

struct net_request {
    enum net_method method;
    struct sv url; /* untrusted */
    const struct net_header
        *headers; /* sent on every hop; Authorization and Cookie only to the first host */
    size_t header_count;
    struct sv body;         /* of a POST */
    size_t body_bytes_max;  /* of the answer, decompressed; at least 1 */
    int64_t total_ms;       /* 0 = the limit of net; never more than that */
    const struct sv *types; /* media types the answer may have, lower case, no parameters */
    size_t type_count;      /* 0 = any */
    /* Adds headers to one hop, such as a signature; NULL for none. Its errors end the request. */
    enum err (*sign)(void *arg, struct arena *a, const struct net_hop *hop,
                     struct net_headers *headers);
    void *sign_arg;
};

/* Texts live in the arena; absent when the peer did not send them. */
struct net_response {
    int64_t status;
    struct sv url;          /* of the last hop */
    struct sv content_type; /* with parameters */
    struct sv location;
    struct sv link;
    struct sv date;
    int64_t retry_after_s; /* 0 = none */
    struct sv body;        /* decompressed; empty unless 2xx */
    size_t hop_count;      /* redirects followed */
};

/**
 * Fetch, and wait for the answer.
 *
 * GET follows up to NET_HOPS_MAX redirects; POST follows none.
 *
 * out      filled whenever a peer answered (see status), else untouched
 *
 * Returns  ERR_ADDRESS_REFUSED   some hop's address is not allowed, or is no address
 *          ERR_TIMEOUT           not done within total_ms
 *          ERR_TOO_LARGE         body or head of the answer past their bounds
 *          ERR_UPSTREAM          no connection, TLS or protocol failure, 408, 425, 429, 5xx
 *          ERR_UPSTREAM_GONE     404, 410
 *          ERR_UPSTREAM_REFUSED  other statuses, too many redirects, or none of the wanted types
 *          ERR_BAD_PARAM         a control character in a header
 *          what sign() returned
 * Thread   any; blocks up to total_ms
 */
MUST_USE enum err net_fetch(struct net *n, struct arena *a, const struct net_request *req,
                            struct net_response *out);
