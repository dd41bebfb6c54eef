/* Domain: parse and judge. */
#include "conf/domain.h"

#include <stdbool.h>

#include "base/num.h"
#include "conf/net.h"

#define MAX_HOST_BYTES 253
#define MAX_LABEL_BYTES 63

/* Endings that no public server has. */
static const struct sv private_endings[] = {
    SV_INIT(".test"),  SV_INIT(".example"),   SV_INIT(".invalid"),
    SV_INIT(".local"), SV_INIT(".lan"),       SV_INIT(".internal"),
    SV_INIT(".home"),  SV_INIT(".home.arpa"), SV_INIT(".onion"),
};

static const struct sv loopback_nets[] = { SV_INIT("127.0.0.0/8"), SV_INIT("::1") };

/* Addresses that do not reach across the internet. */
static const struct sv private_nets[] = {
    SV_INIT("0.0.0.0/8"),      SV_INIT("10.0.0.0/8"),    SV_INIT("100.64.0.0/10"),
    SV_INIT("169.254.0.0/16"), SV_INIT("172.16.0.0/12"), SV_INIT("192.168.0.0/16"),
    SV_INIT("224.0.0.0/3"),    SV_INIT("::/127"),        SV_INIT("fc00::/7"),
    SV_INIT("fe80::/10"),      SV_INIT("ff00::/8"),
};

static bool is_in(struct sv address, const struct sv *nets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct conf_net net;
        bool is_net = conf_net_parse(nets[i], &net);
        assert(is_net);
        if (conf_net_holds(&net, address))
            return true;
    }
    return false;
}

static bool is_address(struct sv host)
{
    struct conf_net net;
    return sv_find_char(host, '/', 0) == SIZE_MAX && conf_net_parse(host, &net);
}

static bool is_label(struct sv label)
{
    if (label.len == 0 || label.len > MAX_LABEL_BYTES || label.ptr[0] == '-' ||
        label.ptr[label.len - 1] == '-')
        return false;
    for (size_t i = 0; i < label.len; i++) {
        char c = label.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return true;
}

static bool is_all_digits(struct sv s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    }
    return true;
}

/* A host name whose last label is all digits is an address written wrong. */
static bool is_host_name(struct sv host)
{
    if (host.len == 0 || host.len > MAX_HOST_BYTES)
        return false;
    size_t from = 0;
    for (;;) {
        size_t dot = sv_find_char(host, '.', from);
        struct sv label = sv_sub(host, from, dot == SIZE_MAX ? SIZE_MAX : dot - from);
        if (!is_label(label))
            return false;
        if (dot == SIZE_MAX)
            return !is_all_digits(label);
        from = dot + 1;
    }
}

static enum conf_domain_kind name_kind(struct sv host)
{
    if (sv_eq(host, SV("localhost")) || sv_ends_with(host, SV(".localhost")))
        return CONF_DOMAIN_LOOPBACK;
    if (sv_find_char(host, '.', 0) == SIZE_MAX)
        return CONF_DOMAIN_PRIVATE;
    for (size_t i = 0; i < ARRAY_COUNT(private_endings); i++) {
        if (sv_ends_with(host, private_endings[i]))
            return CONF_DOMAIN_PRIVATE;
    }
    return CONF_DOMAIN_PUBLIC;
}

static enum conf_domain_kind address_kind(struct sv host)
{
    if (is_in(host, loopback_nets, ARRAY_COUNT(loopback_nets)))
        return CONF_DOMAIN_LOOPBACK;
    if (is_in(host, private_nets, ARRAY_COUNT(private_nets)))
        return CONF_DOMAIN_PRIVATE;
    return CONF_DOMAIN_PUBLIC;
}

/* Take the port off the end; false when there is a colon and no port behind it. */
static bool split_port(struct sv text, struct sv *out_host, int32_t *out_port)
{
    size_t from = text.len > 0 && text.ptr[0] == '[' ? sv_find_char(text, ']', 0) : 0;
    size_t colon = from == SIZE_MAX ? SIZE_MAX : sv_find_char(text, ':', from);
    *out_host = text;
    *out_port = 0;
    if (colon == SIZE_MAX)
        return true;
    struct sv digits = sv_from_offset(text, colon + 1);
    int64_t port = 0;
    if (digits.len > 5 || !is_all_digits(digits) || !sv_to_i64_in(digits, 1, 65535, &port))
        return false;
    *out_host = sv_sub(text, 0, colon);
    *out_port = (int32_t)port;
    return true;
}

enum err conf_domain_parse(struct arena *a, struct sv text, struct conf_domain *out)
{
    if (text.len > MAX_HOST_BYTES + sizeof ":65535" - 1)
        return ERR_PARSE;
    struct conf_domain domain = { .text = sv_lower(a, text) };
    if (!split_port(domain.text, &domain.host, &domain.port))
        return ERR_PARSE;
    bool is_bracketed = sv_starts_with(domain.host, SV("["));
    if (is_bracketed) {
        if (!sv_ends_with(domain.host, SV("]")))
            return ERR_PARSE;
        domain.host = sv_sub(domain.host, 1, domain.host.len - 2);
    }
    bool has_colon = sv_find_char(domain.host, ':', 0) != SIZE_MAX;
    bool is_ip = is_address(domain.host);
    if (is_bracketed != has_colon || (!is_ip && (is_bracketed || !is_host_name(domain.host))))
        return ERR_PARSE;
    domain.kind = is_ip ? address_kind(domain.host) : name_kind(domain.host);
    *out = domain;
    return ERR_OK;
}
