/* Network addresses: who is the client, when a proxy stands in front?
 *
 * An address is kept in binary, IPv4 as its IPv6-mapped form, so that comparing is a memcmp. It is
 * personal data: it is used for limits in memory and handed to services that seal it; it is never
 * logged.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/macros.h"
#include "base/sv.h"

struct http_address {
    unsigned char
        bytes[16]; /* network order; all zero: unknown (a Unix socket without proxy header) */
};

struct http_network {
    struct http_address base;
    unsigned prefix_bits; /* 0 … 128, counted in the IPv6-mapped form */
};

struct sockaddr;

/** Address of a socket's peer; unknown for a Unix socket. */
struct http_address http_address_of_peer(const struct sockaddr *peer);

/**
 * Read "192.0.2.1", "2001:db8::1", "[2001:db8::1]", each with an optional ":port" where it is
 * unambiguous. Untrusted input.
 *
 * Returns  false on anything else; out untouched
 */
MUST_USE bool http_address_parse(struct sv text, struct http_address *out);

/** Read "10.0.0.0/8", "::1/128" or a single address. */
MUST_USE bool http_network_parse(struct sv text, struct http_network *out);

bool http_network_has(const struct http_network *network, const struct http_address *address);
bool http_address_is_known(const struct http_address *address);

/** The textual form, in the arena; "" when unknown. */
struct sv http_address_text(struct arena *a, const struct http_address *address);

/** Bytes that stand for the client in rate limits: an IPv4 address or an IPv6 /64. */
struct sv http_address_limit_key(const struct http_address *address);

/**
 * The client's address from X-Forwarded-For: the rightmost entry that is not a trusted proxy. What
 * stands left of it was written by the client and says nothing.
 *
 * header   all X-Forwarded-For values joined by ','; may be absent. Untrusted input
 * peer     whoever connected, a trusted proxy
 *
 * Returns  the address; `peer` when the header has no readable entry on the right
 */
struct http_address http_address_forwarded(struct sv header, struct http_address peer,
                                           const struct http_network *trusted,
                                           size_t trusted_count);
