/* Domain: the name under which the world knows a server, and what kind of name it is. Pure.
 *
 * The kind decides what is safe: a server known by a public name must never accept plain http and
 * loopback addresses (peers = loopback), or anybody could make it talk to itself.
 *
 * Spec: RFC 1123 2.1 (host names), RFC 6761 and RFC 6762 (special-use names), RFC 8375 (home.arpa).
 */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

enum conf_domain_kind {
    CONF_DOMAIN_LOOPBACK, /* localhost, *.localhost, 127.0.0.0/8, ::1 */
    CONF_DOMAIN_PRIVATE,  /* a single label, a special-use name (.test, .local …), a private or
                             link-local address */
    CONF_DOMAIN_PUBLIC,
};

struct conf_domain {
    struct sv text; /* HOST or HOST:PORT in lower case, IPv6 in brackets */
    struct sv host; /* in lower case, IPv6 without brackets */
    int32_t port;   /* 0 when none was given */
    enum conf_domain_kind kind;
};

/**
 * Split and judge HOST[:PORT].
 *
 * text     untrusted; ASCII host name (letters outside ASCII in xn-- form), IPv4 address, or
 * [IPv6]; no dot at the end out      filled on success; strings live in the arena
 *
 * Returns  ERR_PARSE  it is none
 * Spec     RFC 1123 2.1: labels of 1 to 63 letters, digits and inner hyphens, 253 bytes in all; the
 * last label of a name is not all digits
 */
MUST_USE enum err conf_domain_parse(struct arena *a, struct sv text, struct conf_domain *out);
