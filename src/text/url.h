/* URLs of http and https: parsed whole, brought into one form, or refused.
 *
 * Identity on the network rests on them, so there is one reading of each and no leniency about
 * hosts: no user info, no escapes or mapped look-alikes in host names (CVE-2023-42451), no IPv4
 * address but in four decimal parts, no trailing dot. A browser would guess; a server that guesses
 * differently from its neighbour is an attack.
 *
 * `struct url` comes only from here. Its text is printable ASCII without space, double quotes, <, >
 * and backslash: it can stand in a request line and, escaped for & only, in a double-quoted
 * attribute.
 *
 * Spec: RFC 3986; IDNA2008 (RFC 5891) without mapping but lower case and normal form C; spec of
 * ActivityPub ids
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

#define URL_BYTES_MAX ((size_t)2048)

enum url_host_kind {
    URL_HOST_NAME,
    URL_HOST_IPV4,
    URL_HOST_IPV6,
};

/* A host and perhaps a port: the domain of a handle, the authority of a URL. */
struct url_host {
    struct sv text; /* name, and ":port" when one was given */
    struct sv name; /* lower-case ASCII (A-labels), dotted quad, or IPv6 address in brackets,
                       shortest form */
    int port;       /* 1 … 65535; 0 when none was given */
    enum url_host_kind kind;
};

/* All views lie in `text`. */
struct url {
    struct sv text;   /* the whole, in normal form */
    struct sv scheme; /* "http" or "https" */
    struct sv host;   /* as url_host.name */
    struct sv
        origin; /* scheme, host, and port unless it is the scheme's own: "https://a.example:8443" */
    struct sv target;   /* path and query, for a request line */
    struct sv path;     /* begins with '/'; escapes as they were */
    struct sv query;    /* without '?'; ptr NULL when there is none */
    struct sv fragment; /* without '#'; ptr NULL when there is none */
    int port;           /* always set: 80 or 443 when none was given */
    enum url_host_kind host_kind;
};

/**
 * Parse a host with an optional port, as behind the @ of a handle.
 *
 * text     UTF-8; at most 1000 bytes
 * out      lives in the arena
 *
 * Returns  ERR_PARSE  empty, a name IDNA2008 refuses, an odd number for an address, port beyond 1 …
 * 65535
 */
MUST_USE enum err url_host_parse(struct arena *a, struct sv text, struct url_host *out);

/**
 * Parse an absolute URL.
 *
 * text     UTF-8, untrusted, without white space around it
 * out      lives in the arena. Scheme and host are in lower case, the scheme's own port and an
 * empty path are normalized; in the rest, what is not ASCII and the bytes " < > ` { } | ^ become
 * escapes, nothing else changes: ids compare by text
 *
 * Returns  ERR_PARSE      another scheme, user info, a bad host, white space, control or invisible
 * characters, backslash, not UTF-8 ERR_TOO_LARGE  longer than URL_BYTES_MAX, before or after
 * escaping
 */
MUST_USE enum err url_parse(struct arena *a, struct sv text, struct url *out);

/**
 * Resolve a reference (absolute, //host, /path, path, ?query, #fragment) against a URL.
 *
 * base     from url_parse
 * ref      UTF-8, untrusted; empty gives the base without its fragment
 * out      lives in the arena; dot segments are removed from what was relative
 *
 * Returns  as url_parse
 * Spec     RFC 3986 section 5.2
 */
MUST_USE enum err url_resolve(struct arena *a, const struct url *base, struct sv ref,
                              struct url *out);

/** Same scheme, host and port. */
bool url_origin_eq(const struct url *a, const struct url *b);

/**
 * The part of a host name that somebody registered: "example.co.uk" of "a.b.example.co.uk".
 *
 * host     as url_host.name; names only
 *
 * Returns  view into host; absent (ptr NULL) for a public suffix itself or a name in none, so not
 * for "localhost" Spec     Public Suffix List, the copy in libpsl
 */
struct sv url_registrable_domain(struct arena *a, struct sv host);

/** Every byte but letters, digits, - . _ ~ as an escape: a value for a path segment or a query. */
struct sv url_percent_encode(struct arena *a, struct sv bytes);

/**
 * Undo escapes.
 *
 * text     untrusted
 * out      lives in the arena; any bytes, NUL too: check what comes out, not what went in
 *
 * Returns  ERR_PARSE  a '%' without two digits
 */
MUST_USE enum err url_percent_decode(struct arena *a, struct sv text, struct sv *out);
