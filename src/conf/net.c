/* Networks: parse and contain. */
#include "conf/net.h"

#include <arpa/inet.h>
#include <stdint.h>

#include "base/num.h"

#define MAPPED_BITS 96u

/* 16 bytes of an address in text form; false when it is none. */
static bool address_parse(struct sv text, unsigned char out[16], bool *out_is_v4)
{
    char cstr[INET6_ADDRSTRLEN];
    if (text.len == 0 || text.len >= sizeof cstr || sv_find_char(text, '\0', 0) != SIZE_MAX)
        return false;
    memcpy(cstr, text.ptr, text.len);
    cstr[text.len] = '\0';
    unsigned char bytes[16] = { [10] = 0xff, [11] = 0xff };
    bool is_v4 = inet_pton(AF_INET, cstr, bytes + 12) == 1;
    if (!is_v4 && inet_pton(AF_INET6, cstr, bytes) != 1)
        return false;
    memcpy(out, bytes, sizeof bytes);
    *out_is_v4 = is_v4;
    return true;
}

static bool bit_get(const unsigned char bytes[16], unsigned bit)
{
    return (bytes[bit / 8] >> (7 - bit % 8) & 1) != 0;
}

bool conf_net_parse(struct sv text, struct conf_net *out)
{
    size_t slash = sv_find_char(text, '/', 0);
    struct conf_net net = { { 0 }, 128 };
    bool is_v4 = false;
    if (!address_parse(sv_sub(text, 0, slash), net.bytes, &is_v4))
        return false;
    if (slash != SIZE_MAX) {
        int64_t bits = 0;
        if (!sv_to_i64_in(sv_from_offset(text, slash + 1), 0, is_v4 ? 32 : 128, &bits))
            return false;
        net.prefix_bits = (unsigned)bits + (is_v4 ? MAPPED_BITS : 0);
    }
    for (unsigned bit = net.prefix_bits; bit < 128; bit++) {
        if (bit_get(net.bytes, bit))
            return false;
    }
    *out = net;
    return true;
}

bool conf_net_holds(const struct conf_net *net, struct sv address)
{
    unsigned char bytes[16];
    bool is_v4 = false;
    if (!address_parse(address, bytes, &is_v4))
        return false;
    for (unsigned bit = 0; bit < net->prefix_bits; bit++) {
        if (bit_get(bytes, bit) != bit_get(net->bytes, bit))
            return false;
    }
    return true;
}
