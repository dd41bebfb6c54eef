/* Who may be talked to: the address policy of outgoing requests.
 *
 * Addresses in activities are chosen by strangers, so a server that fetches them can be made to
 * knock on its own network. Names prove nothing (a name may resolve to anything, and differently
 * each time); what counts is the address of each socket at the moment it is opened, on every hop.
 *
 * Spec: IANA special-purpose address registries (RFC 6890 and updates)
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/sv.h"

struct sockaddr;

enum net_peers {
    NET_PEERS_INTERNET, /* https to public addresses only */
    NET_PEERS_LOOPBACK, /* loopback addresses only, http too, any port: for trial and tests */
};

struct net_policy {
    enum net_peers peers;
    bool allows_odd_ports; /* on the internet: ports from 1024 on beside 443 */
};

/** Is this an IPv4 or IPv6 address of the public internet? An IPv4-mapped one is judged by what is
 * in it. */
bool net_address_is_public(const struct sockaddr *address);

/** 127.0.0.0/8 or ::1, also IPv4-mapped. */
bool net_address_is_loopback(const struct sockaddr *address);

/** May a socket be opened to this address? Other families than IPv4 and IPv6 never. */
bool net_policy_allows_address(struct net_policy policy, const struct sockaddr *address);

/**
 * May this scheme and port be used?
 *
 * scheme   in lower case, untrusted
 * port     1 … 65535, the scheme's default filled in
 */
bool net_policy_allows_service(struct net_policy policy, struct sv scheme, int64_t port);
