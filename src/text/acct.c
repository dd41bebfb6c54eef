/* Account addresses. */
#include "text/acct.h"

#include <stdint.h>

#include "base/num.h"

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_joiner(char c)
{
    return c == '.' || c == '-';
}

bool acct_is_local_username(struct sv name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (!is_name_char(name.ptr[i]))
            return false;
    }
    return name.len > 0 && name.len <= ACCT_LOCAL_USERNAME_MAX_BYTES;
}

bool acct_is_username(struct sv name)
{
    if (name.len == 0 || name.len > ACCT_USERNAME_MAX_BYTES)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        bool is_inside = i > 0 && i + 1 < name.len;
        if (!is_name_char(name.ptr[i]) && !(is_inside && is_joiner(name.ptr[i])))
            return false;
    }
    return true;
}

/* Letters of any script; which of them make a name is for the resolver to say. */
static bool is_host_name(struct sv name)
{
    if (name.len == 0 || is_joiner(name.ptr[0]) || is_joiner(name.ptr[name.len - 1]))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool is_empty_label = c == '.' && name.ptr[i - 1] == '.';
        if (is_empty_label || !(is_name_char(c) || is_joiner(c) || (unsigned char)c >= 0x80))
            return false;
    }
    return true;
}

static bool is_host(struct sv host)
{
    if (host.len > ACCT_HOST_MAX_BYTES)
        return false;
    size_t colon = sv_find_char(host, ':', 0);
    if (colon == SIZE_MAX)
        return is_host_name(host);
    int64_t port;
    struct sv digits = sv_from_offset(host, colon + 1);
    return is_host_name(sv_sub(host, 0, colon)) && sv_to_i64_in(digits, 1, 65535, &port);
}

enum err acct_parse(struct sv untrusted, struct acct *out)
{
    struct sv s = sv_trim(untrusted);
    if (sv_eq_nocase(sv_sub(s, 0, 5), SV("acct:")))
        s = sv_from_offset(s, 5);
    if (s.len > 0 && s.ptr[0] == '@')
        s = sv_from_offset(s, 1);
    size_t at = sv_find_char(s, '@', 0);
    struct acct parsed = { .username = sv_sub(s, 0, at) };
    if (at != SIZE_MAX)
        parsed.host = sv_from_offset(s, at + 1);
    if (!acct_is_username(parsed.username) || (at != SIZE_MAX && !is_host(parsed.host)))
        return ERR_PARSE;
    *out = parsed;
    return ERR_OK;
}
