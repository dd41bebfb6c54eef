/* Networks: an address with a prefix length, IPv4 as its mapped IPv6 form. Pure. */
#pragma once

#include <stdbool.h>

#include "base/sv.h"

struct conf_net {
    unsigned char bytes[16]; /* network order; IPv4 as ::ffff:a.b.c.d */
    unsigned prefix_bits;    /* 0 … 128, counted on the mapped form */
};

/**
 * "10.0.0.0/8", "192.0.2.1", "::1", "2001:db8::/32". Bits behind the prefix must be zero.
 *
 * text     untrusted
 * out      untouched on failure
 */
MUST_USE bool conf_net_parse(struct sv text, struct conf_net *out);

/** True when the address, in text form without port and zone, parses and lies in the network. */
bool conf_net_holds(const struct conf_net *net, struct sv address);
