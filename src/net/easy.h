/* One transfer: a curl handle with our guards on it. Private to this room.
 *
 * The address is parsed once, by the library that will connect to it, and the parsed form is handed
 * over: there are no two parsers that could disagree about the host.
 */
#pragma once

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

#include "net/net.h"

struct net {
    struct net_limits limits;
    char *user_agent;
    CURLSH *share;
    struct net_lock *locks; /* for the share, one a kind of data */
    struct net_pool *pool;  /* idle handles of blocking requests */
};

/* An address, taken apart and checked. Texts live in the arena. */
struct net_target {
    CURLU *parts;
    struct sv url;       /* normalized, without fragment */
    struct sv authority; /* host, and port unless default: what the Host header says */
    struct sv path;      /* path and query: what the request line says */
};

/* What the callbacks noticed during one transfer. Must outlive it. */
struct net_watch {
    struct net_policy policy;
    bool is_address_refused; /* some address of the host was not allowed */
    size_t header_bytes;
};

/** Release the parsed address; accepts zeroed ones, fits CLEANUP. */
void net_target_done(struct net_target *target);

/**
 * Parse and check an address.
 *
 * url      untrusted; with `base`, a reference relative to it (a Location header)
 * base     NULL, or the address that the reference was found at
 * out      the caller ends with net_target_done
 *
 * Returns  ERR_ADDRESS_REFUSED    not an address, too long, with a user name in it, or scheme or
 * port not allowed
 */
MUST_USE enum err net_target_parse(struct arena *a, struct net_policy policy, struct sv url,
                                   const struct net_target *base, struct net_target *out);

/**
 * Set everything that all requests have in common. The handle must be new or reset.
 *
 * target   outlives the transfer
 * watch    outlives the transfer; reset here
 */
MUST_USE enum err net_easy_prepare(CURL *easy, const struct net *n, const struct net_target *target,
                                   struct net_watch *watch);

/**
 * Headers as curl's list, Expect and automatic ones that we do not want switched off.
 *
 * out      appended to; the caller frees it, also on failure
 *
 * Returns  ERR_BAD_PARAM  a control character in a header
 */
MUST_USE enum err net_easy_headers(struct arena *a, const struct net_header *headers, size_t count,
                                   struct curl_slist **out);

/** Count header bytes; false when they are too many: then the transfer is to be aborted. */
bool net_watch_header(struct net_watch *watch, size_t bytes);

/**
 * What a transfer that ended without a usable answer means.
 *
 * Returns  ERR_ADDRESS_REFUSED, ERR_TIMEOUT, ERR_TOO_LARGE or ERR_UPSTREAM; never ERR_OK
 */
enum err net_easy_err(CURLcode code, const struct net_watch *watch);

/** Lease a handle for a blocking request to this authority; one that talked to it before if there
 * is one. */
CURL *net_pool_take(struct net *n, struct sv authority);

/** Give a handle back with its connections. Accepts NULL. */
void net_pool_give(struct net *n, struct sv authority, CURL *easy);
