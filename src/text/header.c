/* Values of HTTP header fields. */
#include "text/header.h"

#include "base/num.h"

#include "text/base64.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_token_char(char c)
{
    return (unsigned char)c > 0x20 && c != 0x7f && c != '"' && c != ',' && c != ';';
}

static void skip_spaces(struct sv s, size_t *at)
{
    while (*at < s.len && is_space(s.ptr[*at]))
        (*at)++;
}

/* At '"': its content, and *at behind the closing quote. */
static bool scan_quoted(struct arena *a, struct sv s, size_t *at, struct sv *out)
{
    size_t from = *at + 1;
    size_t end = from;
    bool has_escape = false;
    while (end < s.len && s.ptr[end] != '"') {
        bool is_escape = s.ptr[end] == '\\' && end + 1 < s.len;
        has_escape = has_escape || is_escape;
        end += is_escape ? 2 : 1;
    }
    if (end >= s.len)
        return false;
    *at = end + 1;
    *out = sv_sub(s, from, end - from);
    if (!has_escape)
        return true;
    struct buf b;
    buf_init(&b, a, out->len);
    for (size_t i = 0; i < out->len; i++) {
        /* Some browsers send "C:\file": only a quote or a backslash can be meant as escaped. */
        char next = i + 1 < out->len ? out->ptr[i + 1] : '\0';
        if (out->ptr[i] == '\\' && (next == '"' || next == '\\'))
            i++;
        buf_char(&b, out->ptr[i]);
    }
    *out = buf_view(&b);
    return true;
}

static bool scan_value(struct arena *a, struct sv s, size_t *at, struct sv *out)
{
    skip_spaces(s, at);
    if (*at < s.len && s.ptr[*at] == '"')
        return scan_quoted(a, s, at, out);
    size_t from = *at;
    while (*at < s.len && is_token_char(s.ptr[*at]))
        (*at)++;
    *out = sv_sub(s, from, *at - from);
    return true;
}

/* One parameter from *at on, which ends behind the separator or at the end. */
static bool scan_param(struct arena *a, struct sv s, char separator, size_t *at,
                       struct header_param *out)
{
    skip_spaces(s, at);
    size_t from = *at;
    while (*at < s.len && is_token_char(s.ptr[*at]) && s.ptr[*at] != '=')
        (*at)++;
    *out = (struct header_param){ .name = sv_sub(s, from, *at - from), .value = SV("") };
    skip_spaces(s, at);
    if (*at < s.len && s.ptr[*at] == '=') {
        (*at)++;
        if (!scan_value(a, s, at, &out->value))
            return false;
    }
    skip_spaces(s, at);
    if (*at < s.len && s.ptr[*at] != separator)
        return false;
    (*at)++;
    return true;
}

enum err header_parse_params(struct arena *a, struct sv untrusted, char separator,
                             struct header_params *out)
{
    struct header_params params = { 0 };
    for (size_t at = 0; at < untrusted.len;) {
        struct header_param param;
        if (!scan_param(a, untrusted, separator, &at, &param))
            return ERR_PARSE;
        if (param.name.len == 0 && param.value.len == 0)
            continue;
        if (params.list.count == HEADER_PARAM_MAX || param.name.len == 0)
            return ERR_PARSE;
        *VEC_PUSH(a, &params.list) = param;
    }
    *out = params;
    return ERR_OK;
}

struct sv header_params_find(const struct header_params *params, struct sv name)
{
    for (size_t i = 0; i < params->list.count; i++) {
        if (sv_eq_nocase(params->list.items[i].name, name))
            return params->list.items[i].value;
    }
    return (struct sv){ NULL, 0 };
}

enum err header_parse_signature(struct arena *a, struct sv untrusted, struct header_params *out)
{
    struct sv s = sv_trim(untrusted);
    if (sv_eq_nocase(sv_sub(s, 0, 10), SV("Signature ")))
        s = sv_from_offset(s, 10);
    struct header_params params;
    TRY(header_parse_params(a, s, ',', &params));
    for (size_t i = 0; i < params.list.count; i++) {
        const struct header_params before = { { params.list.items, i, i } };
        if (header_params_find(&before, params.list.items[i].name).ptr != NULL)
            return ERR_PARSE;
    }
    if (params.list.count == 0)
        return ERR_PARSE;
    *out = params;
    return ERR_OK;
}

enum err header_parse_content_type(struct arena *a, struct sv untrusted,
                                   struct header_content_type *out)
{
    size_t semicolon = sv_find_char(untrusted, ';', 0);
    struct sv type = sv_trim(sv_sub(untrusted, 0, semicolon));
    size_t slash = sv_find_char(type, '/', 0);
    if (type.len > 0 && (slash == SIZE_MAX || slash == 0 || slash + 1 == type.len))
        return ERR_PARSE;
    for (size_t i = 0; i < type.len; i++) {
        if (!is_token_char(type.ptr[i]))
            return ERR_PARSE;
    }
    struct header_params params = { 0 };
    if (semicolon != SIZE_MAX)
        TRY(header_parse_params(a, sv_from_offset(untrusted, semicolon + 1), ';', &params));
    *out = (struct header_content_type){ .type = sv_lower(a, type),
                                         .charset = header_params_find(&params, SV("charset")),
                                         .boundary = header_params_find(&params, SV("boundary")) };
    return ERR_OK;
}

/* Quality in thousandths: "0.8", "1", "0.125"; 1000 when it is none of these. */
static int parse_quality(struct sv s)
{
    struct sv value = sv_trim(s);
    if (value.len == 0 || value.len > 5 || value.ptr[0] > '1' || value.ptr[0] < '0')
        return 1000;
    int quality = (value.ptr[0] - '0') * 1000;
    int weight = 100;
    for (size_t i = 2; i < value.len; i++, weight /= 10) {
        if (value.ptr[1] != '.' || value.ptr[i] < '0' || value.ptr[i] > '9')
            return 1000;
        quality += (value.ptr[i] - '0') * weight;
    }
    return quality > 1000 ? 1000 : quality;
}

/* Quality of one element of Accept; the profile of ld+json is not asked for. */
static int element_quality(struct sv element)
{
    struct sv part;
    while (sv_split(&element, ';', &part)) {
        part = sv_trim(part);
        if (part.len > 2 && (part.ptr[0] | 0x20) == 'q' && part.ptr[1] == '=')
            return parse_quality(sv_from_offset(part, 2));
    }
    return 1000;
}

enum {
    KIND_UNKNOWN = -1
};

static int element_kind(struct sv element)
{
    struct sv type = sv_trim(sv_sub(element, 0, sv_find_char(element, ';', 0)));
    if (sv_eq_nocase(type, SV("application/activity+json")) ||
        sv_eq_nocase(type, SV("application/ld+json")))
        return HEADER_ACCEPT_ACTIVITY;
    if (sv_eq_nocase(type, SV("application/json")))
        return HEADER_ACCEPT_JSON;
    bool is_page =
        sv_eq_nocase(type, SV("text/html")) || sv_eq_nocase(type, SV("application/xhtml+xml"));
    return is_page ? HEADER_ACCEPT_HTML : KIND_UNKNOWN;
}

enum header_accept header_parse_accept(struct sv untrusted)
{
    enum header_accept best = HEADER_ACCEPT_HTML;
    int best_quality = 0;
    struct sv rest = untrusted;
    struct sv element;
    while (sv_split(&rest, ',', &element)) {
        int kind = element_kind(element);
        int quality = element_quality(element);
        if (kind == KIND_UNKNOWN || quality <= best_quality)
            continue;
        best = (enum header_accept)kind;
        best_quality = quality;
    }
    return best;
}

/* Digits only; false for anything else and beyond 2^63. */
static bool parse_offset(struct sv s, uint64_t *out)
{
    int64_t value;
    if (!sv_to_i64_in(s, 0, INT64_MAX, &value) || s.ptr[0] == '-')
        return false;
    *out = (uint64_t)value;
    return true;
}

struct header_range header_parse_range(struct sv untrusted, uint64_t size)
{
    const struct header_range whole = { .kind = HEADER_RANGE_WHOLE };
    const struct header_range none = { .kind = HEADER_RANGE_UNSATISFIABLE };
    struct sv s = sv_trim(untrusted);
    if (!sv_eq_nocase(sv_sub(s, 0, 6), SV("bytes=")) || sv_find_char(s, ',', 0) != SIZE_MAX)
        return whole;
    struct sv range = sv_trim(sv_from_offset(s, 6));
    size_t dash = sv_find_char(range, '-', 0);
    if (dash == SIZE_MAX)
        return whole;
    struct sv left = sv_sub(range, 0, dash);
    struct sv right = sv_from_offset(range, dash + 1);
    uint64_t first = 0;
    uint64_t last = UINT64_MAX;
    if ((left.len > 0 && !parse_offset(left, &first)) ||
        (right.len > 0 && !parse_offset(right, &last)) || left.len + right.len == 0)
        return whole;
    if (left.len == 0) {
        /* The last so many bytes. */
        if (last == 0 || size == 0)
            return none;
        return (struct header_range){ HEADER_RANGE_PART, last >= size ? 0 : size - last, size - 1 };
    }
    if (right.len > 0 && last < first)
        return whole;
    if (first >= size)
        return none;
    return (struct header_range){ HEADER_RANGE_PART, first, last >= size ? size - 1 : last };
}

struct sv header_find_cookie(struct sv untrusted, struct sv name)
{
    struct sv rest = untrusted;
    struct sv pair;
    while (sv_split(&rest, ';', &pair)) {
        size_t equals = sv_find_char(pair, '=', 0);
        if (equals == SIZE_MAX || !sv_eq(sv_trim(sv_sub(pair, 0, equals)), name))
            continue;
        struct sv value = sv_trim(sv_from_offset(pair, equals + 1));
        if (value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"')
            value = sv_sub(value, 1, value.len - 2);
        return value;
    }
    return (struct sv){ NULL, 0 };
}

/* What follows the scheme, ptr NULL when it is another one. */
static struct sv credentials(struct sv untrusted, struct sv scheme)
{
    struct sv s = sv_trim(untrusted);
    if (s.len <= scheme.len || !sv_eq_nocase(sv_sub(s, 0, scheme.len), scheme) ||
        !is_space(s.ptr[scheme.len]))
        return (struct sv){ NULL, 0 };
    return sv_trim(sv_from_offset(s, scheme.len));
}

struct sv header_bearer_token(struct sv untrusted)
{
    struct sv token = credentials(untrusted, SV("Bearer"));
    for (size_t i = 0; i < token.len; i++) {
        if (!is_token_char(token.ptr[i]))
            return (struct sv){ NULL, 0 };
    }
    return token.len > 0 ? token : (struct sv){ NULL, 0 };
}

enum err header_parse_basic(struct arena *a, struct sv untrusted, struct sv *out_name,
                            struct sv *out_password)
{
    struct sv encoded = credentials(untrusted, SV("Basic"));
    struct sv pair;
    if (encoded.ptr == NULL)
        return ERR_PARSE;
    TRY(base64_decode(a, encoded, BASE64_STANDARD, &pair));
    size_t colon = sv_find_char(pair, ':', 0);
    if (colon == SIZE_MAX)
        return ERR_PARSE;
    *out_name = sv_sub(pair, 0, colon);
    *out_password = sv_from_offset(pair, colon + 1);
    return ERR_OK;
}

void header_link_to(struct buf *b, struct sv url, struct sv rel)
{
    static const char digits[] = "0123456789ABCDEF";
    buf_sv(b, b->len > 0 ? SV(", <") : SV("<"));
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.ptr[i];
        bool is_plain = c > 0x20 && c < 0x7f && c != '<' && c != '>' && c != '"';
        const char escaped[3] = { '%', digits[c >> 4], digits[c & 15] };
        buf_sv(b, is_plain ? sv_sub(url, i, 1) : sv_make(escaped, 3));
    }
    buf_lit(b, ">; rel=\"");
    buf_sv(b, rel);
    buf_char(b, '"');
}
