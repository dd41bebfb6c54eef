/* Canonical JSON. Recursion is as deep as the value, which the reader bounded (JSON_DEPTH_MAX). */
#include "text/json_jcs.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buf.h"
#include "text/json_number.h"
#include "text/json_quote.h"

struct member {
    struct sv key;
    struct json value;
};

static enum err render(struct buf *b, struct json value);

/* Order of UTF-16 units. Bytes of UTF-8 order by code point; only U+E000 … U+FFFF (first byte EE or
 * EF) and what lies beyond them (F0 … F4) change places, because the latter become surrogates. */
static int compare_members(const void *left, const void *right)
{
    const struct member *a = left;
    const struct member *b = right;
    size_t len = a->key.len < b->key.len ? a->key.len : b->key.len;
    size_t at = 0;
    while (at < len && a->key.ptr[at] == b->key.ptr[at])
        at++;
    if (at == len)
        return sv_cmp(a->key, b->key);
    unsigned char x = (unsigned char)a->key.ptr[at];
    unsigned char y = (unsigned char)b->key.ptr[at];
    if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0))
        return x >= 0xF0 ? -1 : 1;
    return x < y ? -1 : 1;
}

static enum err render_object(struct buf *b, struct json value)
{
    size_t count = json_count(value);
    struct member *members = ARENA_ARRAY(b->arena, struct member, count);
    struct json_iter it = json_each(value);
    for (size_t i = 0; json_next(&it); i++)
        members[i] = (struct member){ it.key, it.value };
    qsort(members, count, sizeof *members, compare_members);
    buf_char(b, '{');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_char(b, ',');
        json_quote(b, members[i].key, JSON_QUOTE_CANONICAL);
        buf_char(b, ':');
        TRY(render(b, members[i].value));
    }
    buf_char(b, '}');
    return ERR_OK;
}

static enum err render_array(struct buf *b, struct json value)
{
    buf_char(b, '[');
    struct json_iter it = json_each(value);
    for (size_t i = 0; json_next(&it); i++) {
        if (i > 0)
            buf_char(b, ',');
        TRY(render(b, it.value));
    }
    buf_char(b, ']');
    return ERR_OK;
}

static enum err render_number(struct buf *b, struct json value)
{
    double number = 0;
    if (!json_f64(value, &number))
        return ERR_PARSE;
    char text[JSON_NUMBER_BYTES];
    buf_sv(b, sv_make(text, json_number_render(number, text)));
    return ERR_OK;
}

static enum err render(struct buf *b, struct json value)
{
    switch (json_kind(value)) {
    case JSON_OBJECT:
        return render_object(b, value);
    case JSON_ARRAY:
        return render_array(b, value);
    case JSON_NUMBER:
        return render_number(b, value);
    case JSON_STRING:
        json_quote(b, json_str(value), JSON_QUOTE_CANONICAL);
        return ERR_OK;
    case JSON_BOOL:
        buf_sv(b, json_bool(value, false) ? SV("true") : SV("false"));
        return ERR_OK;
    case JSON_NONE:
    case JSON_NULL:
        break;
    }
    buf_lit(b, "null");
    return ERR_OK;
}

enum err json_jcs_render(struct arena *a, struct json value, size_t max_bytes, struct sv *out)
{
    assert(!json_is_none(value));
    struct buf b;
    buf_init(&b, a, max_bytes);
    TRY(render(&b, value));
    if (b.is_overflown)
        return ERR_TOO_LARGE;
    *out = buf_view(&b);
    return ERR_OK;
}
