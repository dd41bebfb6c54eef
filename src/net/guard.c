/* Who may be talked to: the address policy of outgoing requests. */
#include "net/guard.h"

#include <assert.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#define HTTPS_PORT 443
#define ODD_PORT_MIN 1024

struct range4 {
    unsigned char prefix[4];
    unsigned bits;
};

struct range6 {
    unsigned char prefix[16];
    unsigned bits;
};

static const struct range4 REFUSED4[] = {
    { { 0 }, 8 },             /* this network */
    { { 10 }, 8 },            /* private */
    { { 100, 64 }, 10 },      /* carrier-grade NAT */
    { { 127 }, 8 },           /* loopback */
    { { 169, 254 }, 16 },     /* link-local, cloud metadata */
    { { 172, 16 }, 12 },      /* private */
    { { 192, 0, 0 }, 24 },    /* protocol assignments */
    { { 192, 0, 2 }, 24 },    /* documentation */
    { { 192, 88, 99 }, 24 },  /* 6to4 relays */
    { { 192, 168 }, 16 },     /* private */
    { { 198, 18 }, 15 },      /* benchmarks */
    { { 198, 51, 100 }, 24 }, /* documentation */
    { { 203, 0, 113 }, 24 },  /* documentation */
    { { 224 }, 4 },           /* multicast */
    { { 240 }, 4 },           /* reserved, broadcast */
};

/* All that was ever given out to the public lies in 2000::/3; what is refused inside it stands
 * below. */
static const struct range6 GLOBAL6 = { { 0x20 }, 3 };

static const struct range6 REFUSED6[] = {
    { { 0x20, 0x01, 0x00, 0x00 }, 32 }, /* Teredo: carries IPv4 */
    { { 0x20, 0x01, 0x00, 0x10 }, 28 }, /* ORCHID */
    { { 0x20, 0x01, 0x00, 0x20 }, 28 }, /* ORCHID v2 */
    { { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, /* documentation */
    { { 0x20, 0x02 }, 16 },             /* 6to4: carries IPv4 */
    { { 0x3f, 0xff }, 20 },             /* documentation */
};

static const struct range6 MAPPED6 = { { [10] = 0xff, [11] = 0xff }, 96 };

static bool has_prefix(const unsigned char *address, const unsigned char *prefix, unsigned bits)
{
    size_t bytes = bits / 8;
    if (memcmp(address, prefix, bytes) != 0)
        return false;
    unsigned rest = bits % 8;
    return rest == 0 || (address[bytes] ^ prefix[bytes]) >> (8 - rest) == 0;
}

static bool is_public4(const unsigned char address[4])
{
    for (size_t i = 0; i < ARRAY_COUNT(REFUSED4); i++) {
        if (has_prefix(address, REFUSED4[i].prefix, REFUSED4[i].bits))
            return false;
    }
    return true;
}

static bool is_public6(const unsigned char address[16])
{
    if (!has_prefix(address, GLOBAL6.prefix, GLOBAL6.bits))
        return false;
    for (size_t i = 0; i < ARRAY_COUNT(REFUSED6); i++) {
        if (has_prefix(address, REFUSED6[i].prefix, REFUSED6[i].bits))
            return false;
    }
    return true;
}

/* The four bytes of an IPv4 address, also when mapped into IPv6; false for everything else. */
static bool ipv4_of(const struct sockaddr *address, unsigned char out[4])
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        memcpy(out, &in.sin_addr, 4);
        return true;
    }
    if (address->sa_family != AF_INET6)
        return false;
    struct sockaddr_in6 in;
    memcpy(&in, address, sizeof in);
    if (!has_prefix(in.sin6_addr.s6_addr, MAPPED6.prefix, MAPPED6.bits))
        return false;
    memcpy(out, in.sin6_addr.s6_addr + 12, 4);
    return true;
}

bool net_address_is_public(const struct sockaddr *address)
{
    unsigned char v4[4];
    if (ipv4_of(address, v4))
        return is_public4(v4);
    if (address->sa_family != AF_INET6)
        return false;
    struct sockaddr_in6 in;
    memcpy(&in, address, sizeof in);
    return is_public6(in.sin6_addr.s6_addr);
}

bool net_address_is_loopback(const struct sockaddr *address)
{
    unsigned char v4[4];
    if (ipv4_of(address, v4))
        return v4[0] == 127;
    if (address->sa_family != AF_INET6)
        return false;
    struct sockaddr_in6 in;
    memcpy(&in, address, sizeof in);
    return IN6_IS_ADDR_LOOPBACK(&in.sin6_addr);
}

bool net_policy_allows_address(struct net_policy policy, const struct sockaddr *address)
{
    switch (policy.peers) {
    case NET_PEERS_INTERNET:
        return net_address_is_public(address);
    case NET_PEERS_LOOPBACK:
        return net_address_is_loopback(address);
    }
    return false;
}

bool net_policy_allows_service(struct net_policy policy, struct sv scheme, int64_t port)
{
    bool is_https = sv_eq(scheme, SV("https"));
    switch (policy.peers) {
    case NET_PEERS_INTERNET:
        return is_https &&
               (port == HTTPS_PORT || (policy.allows_odd_ports && port >= ODD_PORT_MIN));
    case NET_PEERS_LOOPBACK:
        return is_https || sv_eq(scheme, SV("http"));
    }
    return false;
}
