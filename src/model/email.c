/* E-mail addresses. */
#include "model/email.h"

#include "text/url.h"

#define LOCAL_PART_BYTES_MAX 64

/* RFC 5322 atext. */
static bool is_atom_byte(char c)
{
    bool is_alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return is_alnum || sv_find_char(SV("!#$%&'*+-/=?^_`{|}~"), c, 0) != SIZE_MAX;
}

/* Atoms joined by single dots. */
static bool is_local_part(struct sv s)
{
    if (s.len == 0 || s.len > LOCAL_PART_BYTES_MAX)
        return false;
    bool was_dot = true;
    for (size_t i = 0; i < s.len; i++) {
        bool is_dot = s.ptr[i] == '.';
        if (is_dot ? was_dot : !is_atom_byte(s.ptr[i]))
            return false;
        was_dot = is_dot;
    }
    return !was_dot;
}

bool email_parse(struct arena *a, struct sv untrusted, struct sv *out)
{
    struct sv text = sv_trim(untrusted);
    size_t at = sv_find_char(text, '@', 0);
    if (text.len > EMAIL_BYTES_MAX || at == SIZE_MAX)
        return false;
    struct sv local = sv_sub(text, 0, at);
    struct url_host host;
    if (!is_local_part(local) || url_host_parse(a, sv_from_offset(text, at + 1), &host) != ERR_OK)
        return false;
    if (host.kind != URL_HOST_NAME || host.port != 0)
        return false;
    struct sv parts[] = { sv_lower(a, local), SV("@"), host.name };
    struct sv whole = sv_concat(a, parts, ARRAY_COUNT(parts));
    if (whole.len > EMAIL_BYTES_MAX)
        return false;
    *out = whole;
    return true;
}
