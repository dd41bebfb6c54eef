/* Query strings, forms, JSON bodies into parameters. */
#include "text/form.h"

#include <stdint.h>

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

struct sv form_decode(struct arena *a, struct sv s, bool is_form)
{
    bool is_plain = sv_find_char(s, '%', 0) == SIZE_MAX;
    if (is_plain && (!is_form || sv_find_char(s, '+', 0) == SIZE_MAX))
        return sv_copy(a, s);
    char *out = arena_alloc(a, s.len);
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool has_digits = c == '%' && s.len - i > 2 && hex_value(s.ptr[i + 1]) >= 0 &&
                          hex_value(s.ptr[i + 2]) >= 0;
        if (has_digits) {
            c = (char)(hex_value(s.ptr[i + 1]) * 16 + hex_value(s.ptr[i + 2]));
            i += 2;
        } else if (c == '+' && is_form) {
            c = ' ';
        }
        out[len++] = c;
    }
    return sv_make(out, len);
}

void form_encode_to(struct buf *b, struct sv s)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        const char escaped[3] = { '%', digits[c >> 4], digits[c & 15] };
        buf_sv(b, is_plain ? sv_sub(s, i, 1) : sv_make(escaped, 3));
    }
}

static enum err add_pair(struct params *p, struct sv pair)
{
    size_t equals = sv_find_char(pair, '=', 0);
    struct sv name = sv_sub(pair, 0, equals);
    struct sv value = equals == SIZE_MAX ? SV("") : sv_from_offset(pair, equals + 1);
    return params_add(p, form_decode(p->arena, name, true), form_decode(p->arena, value, true));
}

static enum err add_pairs(struct params *p, struct sv rest)
{
    struct sv pair;
    while (sv_split(&rest, '&', &pair)) {
        if (pair.len > 0)
            TRY(add_pair(p, pair));
    }
    return ERR_OK;
}

enum err form_parse_query(struct arena *a, struct sv untrusted, struct params *out)
{
    params_init(out, a, FORM_QUERY_MAX_COUNT);
    if (untrusted.len > FORM_QUERY_MAX_BYTES)
        return ERR_TARGET_TOO_LONG;
    enum err err = add_pairs(out, untrusted);
    return err == ERR_LIMIT ? ERR_TARGET_TOO_LONG : err;
}

enum err form_parse_body(struct sv untrusted, struct params *p)
{
    p->max_count = FORM_BODY_MAX_COUNT;
    return untrusted.len > FORM_BODY_MAX_BYTES ? ERR_TOO_LARGE : add_pairs(p, untrusted);
}

static enum err add_json_value(struct params *p, struct sv name, struct json v, int depth);

static enum err add_json_object(struct params *p, struct sv prefix, struct json object, int depth)
{
    struct json_iter it = json_each(object);
    while (json_next(&it)) {
        const struct sv nested[] = { prefix, SV("["), it.key, SV("]") };
        struct sv name = prefix.len > 0 ? sv_concat(p->arena, nested, 4) : it.key;
        TRY(add_json_value(p, name, it.value, depth));
    }
    return ERR_OK;
}

static enum err add_json_array(struct params *p, struct sv prefix, struct json array, int depth)
{
    struct json_iter it = json_each(array);
    for (size_t i = 0; json_next(&it); i++) {
        bool is_nested = json_kind(it.value) == JSON_OBJECT || json_kind(it.value) == JSON_ARRAY;
        struct sv name = is_nested ? sv_printf(p->arena, "%" SV_FMT "[%zu]", SV_ARG(prefix), i)
                                   : sv_printf(p->arena, "%" SV_FMT "[]", SV_ARG(prefix));
        TRY(add_json_value(p, name, it.value, depth));
    }
    return ERR_OK;
}

static enum err add_json_value(struct params *p, struct sv name, struct json v, int depth)
{
    if (depth > FORM_JSON_DEPTH_MAX || name.len > PARAMS_NAME_MAX_BYTES)
        return ERR_LIMIT;
    switch (json_kind(v)) {
    case JSON_OBJECT:
        return add_json_object(p, name, v, depth + 1);
    case JSON_ARRAY:
        return add_json_array(p, name, v, depth + 1);
    case JSON_STRING:
        return params_add(p, name, json_str(v));
    case JSON_NUMBER:
        return params_add(p, name, json_number(v));
    case JSON_BOOL:
        return params_add(p, name, json_bool(v, false) ? SV("true") : SV("false"));
    case JSON_NULL:
    case JSON_NONE:
        return ERR_OK;
    }
    return ERR_OK;
}

enum err form_add_json(struct json json, struct params *p)
{
    if (json_kind(json) != JSON_OBJECT)
        return ERR_BAD_REQUEST;
    p->max_count = FORM_BODY_MAX_COUNT;
    return add_json_object(p, SV(""), json, 1);
}
