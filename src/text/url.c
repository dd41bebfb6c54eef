/* URLs: split by RFC 3986's marks, host by host rules, the rest escaped, put together again and
 * viewed. */
#include "text/url.h"

#include <arpa/inet.h>
#include <assert.h>

#include <idn2.h>
#include <libpsl.h>
#include <utf8proc.h>

#include "base/buf.h"
#include "base/num.h"
#include "text/hex.h"
#include "text/utf8.h"

#define HOST_TEXT_MAX ((size_t)1000)
#define NAME_MAX_BYTES ((size_t)253)
#define LABEL_MAX_BYTES ((size_t)63)

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_digits(struct sv s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_digit(s.ptr[i]))
            return false;
    }
    return s.len > 0;
}

/* Letters, digits, hyphens inside; underscores are no host names but exist. */
static bool is_label(struct sv label)
{
    if (label.len == 0 || label.len > LABEL_MAX_BYTES)
        return false;
    if (label.ptr[0] == '-' || label.ptr[label.len - 1] == '-')
        return false;
    for (size_t i = 0; i < label.len; i++) {
        char c = label.ptr[i];
        if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_')
            return false;
    }
    return true;
}

/* What some resolvers read as a number: all digits, or 0x with anything behind it. */
static bool is_number_like(struct sv label)
{
    return is_digits(label) || sv_starts_with(label, SV("0x"));
}

/* ASCII name in lower case; also tells whether its last label looks like a number. */
static bool is_name(struct sv name, bool *out_ends_in_number)
{
    if (name.len == 0 || name.len > NAME_MAX_BYTES)
        return false;
    struct sv rest = name;
    struct sv label;
    while (sv_split(&rest, '.', &label)) {
        if (!is_label(label))
            return false;
        *out_ends_in_number = is_number_like(label);
    }
    return true;
}

/* Lower case without any other mapping: look-alikes are to be refused, not turned into what they
 * look like. */
static struct sv lower_chars(struct arena *a, struct sv s)
{
    struct buf b;
    buf_init(&b, a, 4 * s.len + 4);
    uint32_t c = 0;
    size_t step = 0;
    for (size_t at = 0; (step = utf8_decode(s, at, &c)) > 0; at += step) {
        char bytes[4];
        size_t len = utf8_encode((uint32_t)utf8proc_tolower((utf8proc_int32_t)c), bytes);
        buf_sv(&b, sv_make(bytes, len));
    }
    return buf_view(&b);
}

/* A-labels of a name with other letters than ASCII's, or with A-labels in it, which are checked. */
static enum err name_to_ascii(struct arena *a, struct sv name, struct sv *out)
{
    struct sv normal;
    TRY(utf8_nfc(a, lower_chars(a, name), &normal));
    char *ascii = NULL;
    int flags = IDN2_NFC_INPUT | IDN2_NO_TR46;
    int rc = idn2_lookup_u8((const uint8_t *)sv_cstr(a, normal), (uint8_t **)&ascii, flags);
    if (rc != IDN2_OK)
        return ERR_PARSE;
    *out = sv_copy(a, sv_from(ascii));
    idn2_free(ascii);
    return ERR_OK;
}

static bool needs_idna(struct sv name)
{
    for (size_t i = 0; i < name.len; i++) {
        if ((unsigned char)name.ptr[i] >= 0x80)
            return true;
    }
    return sv_starts_with(name, SV("xn--")) || sv_find(name, SV(".xn--"), 0) != SIZE_MAX;
}

static bool is_ipv4(struct arena *a, struct sv name)
{
    struct in_addr address;
    char text[INET_ADDRSTRLEN];
    /* inet_pton takes four decimal parts only; writing it again refuses leading zeros. */
    return inet_pton(AF_INET, sv_cstr(a, name), &address) == 1 &&
           inet_ntop(AF_INET, &address, text, sizeof text) != NULL && sv_eq(name, sv_from(text));
}

static enum err name_parse(struct arena *a, struct sv text, struct url_host *out)
{
    struct sv name = sv_lower(a, text);
    if (memchr(text.ptr, '\0', text.len) != NULL || !utf8_is_valid(text))
        return ERR_PARSE;
    if (needs_idna(name))
        TRY(name_to_ascii(a, name, &name));
    bool ends_in_number = false;
    if (!is_name(name, &ends_in_number))
        return ERR_PARSE;
    if (ends_in_number && !is_ipv4(a, name))
        return ERR_PARSE;
    out->name = name;
    out->kind = ends_in_number ? URL_HOST_IPV4 : URL_HOST_NAME;
    return ERR_OK;
}

/* [address], without a zone. */
static enum err ipv6_parse(struct arena *a, struct sv text, struct url_host *out)
{
    struct in6_addr address;
    char shortest[INET6_ADDRSTRLEN];
    struct sv inside = sv_sub(text, 1, text.len - 2);
    if (inside.len >= INET6_ADDRSTRLEN || sv_find_char(inside, '\0', 0) != SIZE_MAX ||
        inet_pton(AF_INET6, sv_cstr(a, inside), &address) != 1)
        return ERR_PARSE;
    if (inet_ntop(AF_INET6, &address, shortest, sizeof shortest) == NULL)
        return ERR_PARSE;
    out->name = sv_printf(a, "[%s]", shortest);
    out->kind = URL_HOST_IPV6;
    return ERR_OK;
}

/* Where the host ends and ":port" or nothing begins. */
static size_t host_end(struct sv text)
{
    if (text.len > 0 && text.ptr[0] == '[') {
        size_t close = sv_find_char(text, ']', 0);
        return close == SIZE_MAX ? text.len : close + 1;
    }
    size_t colon = sv_find_char(text, ':', 0);
    return colon == SIZE_MAX ? text.len : colon;
}

static enum err port_parse(struct sv text, int *out)
{
    int64_t port = 0;
    bool is_port = text.len > 1 && text.len <= 6 && text.ptr[0] == ':' && text.ptr[1] != '0' &&
                   is_digits(sv_from_offset(text, 1)) &&
                   sv_to_i64_in(sv_from_offset(text, 1), 1, 65535, &port);
    if (!is_port)
        return ERR_PARSE;
    *out = (int)port;
    return ERR_OK;
}

enum err url_host_parse(struct arena *a, struct sv text, struct url_host *out)
{
    if (text.len == 0 || text.len > HOST_TEXT_MAX)
        return ERR_PARSE;
    size_t end = host_end(text);
    struct sv name = sv_sub(text, 0, end);
    if (name.len == 0)
        return ERR_PARSE;
    struct url_host host = { .port = 0 };
    bool is_bracketed = name.ptr[0] == '[' && name.ptr[name.len - 1] == ']';
    TRY(is_bracketed ? ipv6_parse(a, name, &host) : name_parse(a, name, &host));
    if (end < text.len)
        TRY(port_parse(sv_from_offset(text, end), &host.port));
    host.text = host.name;
    if (host.port != 0)
        host.text = sv_printf(a, "%" SV_FMT ":%d", SV_ARG(host.name), host.port);
    *out = host;
    return ERR_OK;
}

struct range {
    uint32_t from;
    uint32_t to;
};

/* Characters beyond ASCII that nobody sees or that turn the reading order: no address has use for
 * them. */
static bool is_odd_char(uint32_t c)
{
    static const struct range odd[] = {
        { 0x80, 0xA0 },     { 0xAD, 0xAD },     { 0x34F, 0x34F },   { 0x61C, 0x61C },
        { 0x115F, 0x1160 }, { 0x1680, 0x1680 }, { 0x17B4, 0x17B5 }, { 0x180B, 0x180F },
        { 0x2000, 0x200B }, { 0x200E, 0x200F }, { 0x2028, 0x202F }, { 0x205F, 0x206F },
        { 0x3000, 0x3000 }, { 0x3164, 0x3164 }, { 0xE000, 0xF8FF }, { 0xFDD0, 0xFDEF },
        { 0xFEFF, 0xFEFF }, { 0xFFA0, 0xFFA0 }, { 0xFFF0, 0xFFFF }, { 0xE0000, 0x10FFFF },
    };
    for (size_t i = 0; i < ARRAY_COUNT(odd); i++) {
        if (c >= odd[i].from && c <= odd[i].to)
            return true;
    }
    return (c & 0xFFFE) == 0xFFFE;
}

static void put_escape(struct buf *b, struct sv bytes)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.ptr[i];
        char escape[3] = { '%', digits[byte >> 4], digits[byte & 15] };
        buf_sv(b, sv_make(escape, 3));
    }
}

/* Path, query and fragment: printable ASCII stays, what would be unsafe in a page or a request line
 * is escaped. */
static enum err put_rest(struct buf *b, struct sv s)
{
    size_t step = 0;
    for (size_t at = 0; at < s.len; at += step) {
        char c = s.ptr[at];
        step = utf8_step(s.ptr + at, s.len - at);
        if (step == 0 || (step == 1 && (c <= ' ' || c == 0x7F || c == '\\')))
            return ERR_PARSE;
        uint32_t wide = 0;
        if (step > 1 && utf8_decode(s, at, &wide) > 0 && is_odd_char(wide))
            return ERR_PARSE;
        if (step > 1 || memchr("\"<>`{}|^", c, 8) != NULL)
            put_escape(b, sv_sub(s, at, step));
        else
            buf_char(b, c);
    }
    return ERR_OK;
}

/* Length of "scheme:" at the front in any case, 0 when there is none. */
static size_t scheme_len(struct sv s)
{
    if (s.len == 0 || !is_letter(s.ptr[0]))
        return 0;
    for (size_t i = 1; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == ':')
            return i + 1;
        if (!is_letter(c) && !is_digit(c) && c != '+' && c != '-' && c != '.')
            return 0;
    }
    return 0;
}

/* Offset of the first of some bytes, or the length. */
static size_t find_any(struct sv s, const char *bytes)
{
    size_t at = 0;
    while (at < s.len && (s.ptr[at] == '\0' || strchr(bytes, s.ptr[at]) == NULL))
        at++;
    return at;
}

/* Views of the parts, in a text whose origin ends at `origin_len`. */
static void view_parts(struct url *u, size_t origin_len)
{
    u->origin = sv_sub(u->text, 0, origin_len);
    struct sv rest = sv_from_offset(u->text, origin_len);
    size_t target = find_any(rest, "#");
    size_t path = find_any(rest, "?#");
    u->target = sv_sub(rest, 0, target);
    u->path = sv_sub(rest, 0, path);
    if (path < target)
        u->query = sv_sub(rest, path + 1, target - path - 1);
    if (target < rest.len)
        u->fragment = sv_from_offset(rest, target + 1);
}

/* Behind "scheme://": authority and the rest. */
static enum err parse_behind_scheme(struct arena *a, bool is_https, struct sv text, struct url *out)
{
    size_t authority = find_any(text, "/?#\\");
    struct url_host host;
    TRY(url_host_parse(a, sv_sub(text, 0, authority), &host));
    int default_port = is_https ? 443 : 80;
    bool shows_port = host.port != 0 && host.port != default_port;
    struct buf b;
    buf_init(&b, a, URL_BYTES_MAX);
    struct sv scheme = is_https ? SV("https") : SV("http");
    buf_sv(&b, scheme);
    buf_lit(&b, "://");
    buf_sv(&b, shows_port ? host.text : host.name);
    size_t origin_len = b.len;
    struct sv rest = sv_from_offset(text, authority);
    if (rest.len == 0 || rest.ptr[0] != '/')
        buf_char(&b, '/');
    TRY(put_rest(&b, rest));
    if (b.is_overflown)
        return ERR_TOO_LARGE;
    struct url u = {
        .text = buf_view(&b),
        .port = host.port == 0 ? default_port : host.port,
        .host_kind = host.kind,
    };
    u.scheme = sv_sub(u.text, 0, scheme.len);
    u.host = sv_sub(u.text, scheme.len + 3, host.name.len);
    view_parts(&u, origin_len);
    *out = u;
    return ERR_OK;
}

enum err url_parse(struct arena *a, struct sv text, struct url *out)
{
    if (text.len > URL_BYTES_MAX)
        return ERR_TOO_LARGE;
    size_t colon = scheme_len(text);
    bool is_https = sv_eq_nocase(sv_sub(text, 0, colon), SV("https:"));
    if (!is_https && !sv_eq_nocase(sv_sub(text, 0, colon), SV("http:")))
        return ERR_PARSE;
    if (!sv_starts_with(sv_from_offset(text, colon), SV("//")))
        return ERR_PARSE;
    return parse_behind_scheme(a, is_https, sv_from_offset(text, colon + 2), out);
}

/* RFC 3986 section 5.2.4, for a path that begins with '/'. */
static struct sv remove_dot_segments(struct arena *a, struct sv path)
{
    char *text = arena_alloc(a, path.len + 1);
    size_t len = 0;
    struct sv rest = sv_from_offset(path, 1);
    struct sv segment;
    while (sv_split(&rest, '/', &segment)) {
        bool is_up = sv_eq(segment, SV(".."));
        bool is_here = sv_eq(segment, SV("."));
        while (is_up && len > 0 && text[--len] != '/')
            continue;
        if (!is_up && !is_here) {
            text[len++] = '/';
            memcpy(text + len, segment.ptr, segment.len);
            len += segment.len;
        } else if (rest.ptr == NULL) {
            text[len++] = '/';
        }
    }
    return sv_make(text, len);
}

/* The reference's path and what follows it, seen from the base. */
static struct sv merge(struct arena *a, const struct url *base, struct sv ref)
{
    size_t path_len = find_any(ref, "?#");
    struct sv path = sv_sub(ref, 0, path_len);
    struct sv behind = sv_from_offset(ref, path_len);
    if (path.len == 0) {
        bool has_query = behind.len > 0 && behind.ptr[0] == '?';
        struct sv parts[] = { has_query ? base->path : base->target, behind };
        return sv_concat(a, parts, 2);
    }
    if (path.ptr[0] != '/') {
        size_t folder = base->path.len;
        while (base->path.ptr[folder - 1] != '/')
            folder--;
        struct sv parts[] = { sv_sub(base->path, 0, folder), path };
        path = sv_concat(a, parts, 2);
    }
    struct sv parts[] = { remove_dot_segments(a, path), behind };
    return sv_concat(a, parts, 2);
}

enum err url_resolve(struct arena *a, const struct url *base, struct sv ref, struct url *out)
{
    if (ref.len > URL_BYTES_MAX)
        return ERR_TOO_LARGE;
    if (scheme_len(ref) > 0)
        return url_parse(a, ref, out);
    bool is_https = sv_eq(base->scheme, SV("https"));
    if (sv_starts_with(ref, SV("//")))
        return parse_behind_scheme(a, is_https, sv_from_offset(ref, 2), out);
    struct sv parts[] = { base->origin, merge(a, base, ref) };
    return url_parse(a, sv_concat(a, parts, 2), out);
}

bool url_origin_eq(const struct url *a, const struct url *b)
{
    return sv_eq(a->origin, b->origin);
}

struct sv url_registrable_domain(struct arena *a, struct sv host)
{
    const char *name = sv_cstr(a, host);
    const char *domain = psl_registrable_domain(psl_builtin(), name);
    if (domain == NULL)
        return (struct sv){ NULL, 0 };
    return sv_from_offset(host, (size_t)(domain - name));
}

struct sv url_percent_encode(struct arena *a, struct sv bytes)
{
    struct buf b;
    buf_init(&b, a, 3 * bytes.len + 1);
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.ptr[i];
        if (is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~')
            buf_char(&b, c);
        else
            put_escape(&b, sv_sub(bytes, i, 1));
    }
    return buf_view(&b);
}

enum err url_percent_decode(struct arena *a, struct sv text, struct sv *out)
{
    char *bytes = arena_alloc(a, text.len);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '%') {
            bytes[len++] = text.ptr[i];
            continue;
        }
        int high = text.len - i > 2 ? hex_digit(text.ptr[i + 1]) : -1;
        int low = text.len - i > 2 ? hex_digit(text.ptr[i + 2]) : -1;
        if (high < 0 || low < 0)
            return ERR_PARSE;
        bytes[len++] = (char)(high << 4 | low);
        i += 2;
    }
    *out = sv_make(bytes, len);
    return ERR_OK;
}
