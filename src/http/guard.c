/* Guard. Spec: RFC 9112. */
#include "http/guard.h"

#include "base/num.h"

static bool is_token_byte(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool is_token(struct sv s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_token_byte((unsigned char)s.ptr[i]))
            return false;
    }
    return s.len > 0;
}

static bool is_clean_value(struct sv s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

static bool is_host(struct sv s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!is_letter && !(c >= '0' && c <= '9') && (c == '\0' || !strchr("-._~:[]%", c)))
            return false;
    }
    return s.len > 0 && s.len <= 300;
}

/* Digits only: "+3", "0x3" and "3, 3" are read differently by different servers. */
static bool length_read(struct sv value, int64_t *out)
{
    return value.len > 0 && value.ptr[0] != '-' && sv_to_i64(value, out);
}

/* The library appends a folded line to the header's name, so that "Transfer-Encoding" hides from it: no honest header
 * has such a name. */
static bool is_folded_framing(struct sv name)
{
    static const struct sv framing[] = { SV_INIT("Transfer-Encoding"), SV_INIT("Content-Length") };
    for (size_t i = 0; i < ARRAY_COUNT(framing); i++) {
        if (name.len > framing[i].len && sv_eq_nocase(sv_sub(name, 0, framing[i].len), framing[i]))
            return true;
    }
    return false;
}

static bool header_take(const struct http_header *header, struct guard_facts *f)
{
    if (!is_token(header->name) || !is_clean_value(header->value) ||
        is_folded_framing(header->name))
        return false;
    if (sv_eq_nocase(header->name, SV("Host"))) {
        bool is_first = f->host.ptr == NULL;
        f->host = header->value;
        return is_first && is_host(header->value);
    }
    if (sv_eq_nocase(header->name, SV("Content-Length")))
        return f->content_length < 0 && length_read(header->value, &f->content_length);
    if (sv_eq_nocase(header->name, SV("Transfer-Encoding"))) {
        bool is_first = !f->is_chunked;
        f->is_chunked = true;
        return is_first && sv_eq_nocase(header->value, SV("chunked"));
    }
    if (sv_eq_nocase(header->name, SV("Expect")))
        f->expects_continue = true;
    return true;
}

enum err guard_check(struct sv version, const struct http_header *headers, size_t count,
                     struct guard_facts *out)
{
    bool is_http10 = sv_eq(version, SV("HTTP/1.0"));
    if (!is_http10 && !sv_eq(version, SV("HTTP/1.1")))
        return ERR_BAD_REQUEST;
    if (count > HTTP_HEADERS_MAX)
        return ERR_HEADERS_TOO_LARGE;
    struct guard_facts facts = { .content_length = -1 };
    for (size_t i = 0; i < count; i++) {
        if (!header_take(&headers[i], &facts))
            return ERR_BAD_REQUEST;
    }
    if (facts.is_chunked && (facts.content_length >= 0 || is_http10))
        return ERR_BAD_REQUEST;
    if (facts.host.ptr == NULL && !is_http10)
        return ERR_BAD_REQUEST;
    *out = facts;
    return ERR_OK;
}

enum err guard_method(struct sv name, enum http_method *out, bool *out_is_head)
{
    *out_is_head = sv_eq(name, SV("HEAD"));
    if (*out_is_head) {
        *out = HTTP_GET;
        return ERR_OK;
    }
    for (int m = 0; m < HTTP_METHOD_COUNT; m++) {
        if (sv_eq(name, http_method_name((enum http_method)m))) {
            *out = (enum http_method)m;
            return ERR_OK;
        }
    }
    return ERR_METHOD;
}
