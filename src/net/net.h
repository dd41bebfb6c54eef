/* Outgoing HTTP: what all requests share, and their common words.
 *
 * One struct net per process holds the policy, the shared cache of names and TLS sessions, and a
 * few idle handles with their open connections. Blocking requests are in fetch.h, mass delivery in
 * send.h.
 *
 * The process must ignore SIGPIPE: TLS writes to a closed connection would raise it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "base/vec.h"
#include "net/guard.h"

struct net;

enum net_method {
    NET_GET,
    NET_POST,
};

/* One header; no control characters in either part, or the request is refused. */
struct net_header {
    struct sv name;
    struct sv value;
};

struct net_headers {
    VEC(struct net_header) list;
};

/* One request about to be made, as it will stand on the wire: what a signature covers. */
struct net_hop {
    enum net_method method;
    struct sv url;       /* normalized */
    struct sv authority; /* value of the Host header */
    struct sv path;      /* path and query of the request line */
};

/* What an operator may set. Zero means the default. */
struct net_limits {
    struct net_policy policy;
    int64_t connect_ms; /* until a connection stands, default 5,000 */
    int64_t total_ms;   /* a whole request, redirects among it, default 10,000 */
};

/**
 * Start.
 *
 * limits   copied
 * host     this server's public host, for the User-Agent; copied
 * out      the caller ends with net_free
 *
 * Returns  ERR_INTERNAL   the library failed
 * Cost     reads the system's certificates on the first TLS connection of each handle
 */
MUST_USE enum err net_new(const struct net_limits *limits, struct sv host, struct net **out);

/** Close all connections. No request may be under way, no sender alive. Accepts NULL. */
void net_free(struct net *n);

/** Append a header; name and value are borrowed. */
void net_headers_add(struct arena *a, struct net_headers *headers, struct sv name, struct sv value);

/**
 * Take an address apart as it will be requested, for a signature made before net_sender_submit.
 *
 * url      untrusted; a host that is not ASCII is refused, it must come as punycode
 * out      texts in the arena
 *
 * Returns  ERR_ADDRESS_REFUSED   not an address, or one whose scheme or port may not be used
 *          ERR_INTERNAL          the library failed
 */
MUST_USE enum err net_hop_parse(const struct net *n, struct arena *a, enum net_method method,
                                struct sv url, struct net_hop *out);

/**
 * What an HTTP status of a peer means for us.
 *
 * Returns  ERR_OK                 2xx
 *          ERR_UPSTREAM_GONE      404, 410
 *          ERR_UPSTREAM           408, 425, 429, 5xx: may succeed later
 *          ERR_UPSTREAM_REFUSED   everything else
 */
enum err net_err_of_status(int64_t status);
