/* Network addresses. */
#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/num.h"

#define MAPPED_PREFIX_BYTES 12

static const unsigned char mapped_prefix[MAPPED_PREFIX_BYTES] = { 0, 0, 0, 0, 0,    0,
                                                                  0, 0, 0, 0, 0xff, 0xff };

static struct http_address from_v4(const struct in_addr *v4)
{
    struct http_address address;
    memcpy(address.bytes, mapped_prefix, MAPPED_PREFIX_BYTES);
    memcpy(address.bytes + MAPPED_PREFIX_BYTES, v4, 4);
    return address;
}

static bool is_v4(const struct http_address *address)
{
    return memcmp(address->bytes, mapped_prefix, MAPPED_PREFIX_BYTES) == 0;
}

struct http_address http_address_of_peer(const struct sockaddr *peer)
{
    struct http_address address = { 0 };
    if (peer == NULL)
        return address;
    if (peer->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, peer, sizeof in);
        address = from_v4(&in.sin_addr);
    } else if (peer->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, peer, sizeof in6);
        memcpy(address.bytes, &in6.sin6_addr, sizeof address.bytes);
    }
    return address;
}

/* The part of "[v6]:port", "v4:port" or a bare address that is the address. */
static struct sv port_cut(struct sv text)
{
    if (sv_starts_with(text, SV("["))) {
        size_t end = sv_find_char(text, ']', 0);
        return end == SIZE_MAX ? text : sv_sub(text, 1, end - 1);
    }
    size_t colon = sv_find_char(text, ':', 0);
    bool has_one_colon = colon != SIZE_MAX && sv_find_char(text, ':', colon + 1) == SIZE_MAX;
    return has_one_colon ? sv_sub(text, 0, colon) : text;
}

bool http_address_parse(struct sv text, struct http_address *out)
{
    char cstr[INET6_ADDRSTRLEN];
    struct sv bare = port_cut(text);
    if (bare.len == 0 || bare.len >= sizeof cstr || memchr(bare.ptr, '\0', bare.len) != NULL)
        return false;
    memcpy(cstr, bare.ptr, bare.len);
    cstr[bare.len] = '\0';
    struct in_addr v4;
    if (inet_pton(AF_INET, cstr, &v4) == 1) {
        *out = from_v4(&v4);
        return true;
    }
    struct in6_addr v6;
    if (inet_pton(AF_INET6, cstr, &v6) != 1)
        return false;
    memcpy(out->bytes, &v6, sizeof out->bytes);
    return true;
}

bool http_network_parse(struct sv text, struct http_network *out)
{
    size_t slash = sv_find_char(text, '/', 0);
    struct http_network network;
    if (!http_address_parse(sv_sub(text, 0, slash), &network.base))
        return false;
    int64_t max_bits = is_v4(&network.base) ? 32 : 128;
    int64_t bits = max_bits;
    if (slash != SIZE_MAX && !sv_to_i64_in(sv_from_offset(text, slash + 1), 0, max_bits, &bits))
        return false;
    network.prefix_bits = (unsigned)(bits + (128 - max_bits));
    *out = network;
    return true;
}

bool http_network_has(const struct http_network *network, const struct http_address *address)
{
    unsigned whole = network->prefix_bits / 8;
    unsigned rest = network->prefix_bits % 8;
    if (memcmp(network->base.bytes, address->bytes, whole) != 0)
        return false;
    if (rest == 0)
        return true;
    unsigned mask = 0xffu << (8 - rest) & 0xffu;
    return ((network->base.bytes[whole] ^ address->bytes[whole]) & mask) == 0;
}

bool http_address_is_known(const struct http_address *address)
{
    static const struct http_address none = { { 0 } };
    return memcmp(address->bytes, none.bytes, sizeof none.bytes) != 0;
}

struct sv http_address_text(struct arena *a, const struct http_address *address)
{
    char text[INET6_ADDRSTRLEN] = "";
    if (!http_address_is_known(address))
        return SV("");
    if (is_v4(address))
        (void)inet_ntop(AF_INET, address->bytes + MAPPED_PREFIX_BYTES, text, sizeof text);
    else
        (void)inet_ntop(AF_INET6, address->bytes, text, sizeof text);
    return sv_copy(a, sv_from(text));
}

struct sv http_address_limit_key(const struct http_address *address)
{
    return sv_make(address->bytes, is_v4(address) ? 16 : 8);
}

static bool is_trusted(const struct http_address *address, const struct http_network *trusted,
                       size_t trusted_count)
{
    for (size_t i = 0; i < trusted_count; i++) {
        if (http_network_has(&trusted[i], address))
            return true;
    }
    return false;
}

struct http_address http_address_forwarded(struct sv header, struct http_address peer,
                                           const struct http_network *trusted, size_t trusted_count)
{
    struct http_address client = peer;
    while (header.len > 0) {
        size_t start = header.len;
        while (start > 0 && header.ptr[start - 1] != ',')
            start--;
        struct http_address entry;
        if (!http_address_parse(sv_trim(sv_from_offset(header, start)), &entry))
            return client;
        client = entry;
        if (!is_trusted(&entry, trusted, trusted_count))
            return client;
        header.len = start > 0 ? start - 1 : 0;
    }
    return client;
}
