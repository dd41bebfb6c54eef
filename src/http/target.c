/* Request target. Spec: RFC 9112 section 3.2, RFC 3986 section 3.3. */
#include "http/target.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

enum err http_segment_decode(struct arena *a, struct sv raw, struct sv *out)
{
    if (sv_find_char(raw, '%', 0) == SIZE_MAX) {
        *out = raw;
        return ERR_OK;
    }
    char *bytes = arena_alloc(a, raw.len);
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.ptr[i] != '%') {
            bytes[len++] = raw.ptr[i];
            continue;
        }
        int high = raw.len - i > 2 ? hex_value(raw.ptr[i + 1]) : -1;
        int low = raw.len - i > 2 ? hex_value(raw.ptr[i + 2]) : -1;
        if (high < 0 || low < 0 || high + low == 0)
            return ERR_BAD_REQUEST;
        bytes[len++] = (char)(high * 16 + low);
        i += 2;
    }
    *out = sv_make(bytes, len);
    return ERR_OK;
}

static bool is_visible_ascii(struct sv s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] <= ' ' || s.ptr[i] >= 0x7f)
            return false;
    }
    return s.len > 0;
}

/* Take "http://host" off the front of an absolute-form target. */
static void origin_cut(struct sv *raw, struct sv *out_host)
{
    size_t from = sv_starts_with(*raw, SV("http://"))    ? 7
                  : sv_starts_with(*raw, SV("https://")) ? 8
                                                         : 0;
    *out_host = sv_make(NULL, 0);
    if (from == 0)
        return;
    size_t end = sv_find_char(*raw, '/', from);
    if (end == SIZE_MAX || end == from)
        return;
    *out_host = sv_sub(*raw, from, end - from);
    *raw = sv_from_offset(*raw, end);
}

static enum err segments_read(struct arena *a, struct http_target *t)
{
    struct sv rest = sv_from_offset(t->path, 1);
    t->has_trailing_slash = t->path.len > 1 && sv_ends_with(t->path, SV("/"));
    if (t->has_trailing_slash)
        rest.len--;
    struct sv part;
    while (rest.len > 0 && sv_split(&rest, '/', &part)) {
        if (t->segment_count == HTTP_SEGMENTS_MAX || part.len == 0)
            return ERR_NOT_FOUND;
        struct sv segment;
        TRY(http_segment_decode(a, part, &segment));
        if (sv_eq(segment, SV(".")) || sv_eq(segment, SV("..")))
            return ERR_NOT_FOUND;
        t->segments[t->segment_count++] = segment;
    }
    /* "/a//" leaves an empty last part, which the loop above does not see. */
    return t->has_trailing_slash && sv_ends_with(sv_sub(t->path, 0, t->path.len - 1), SV("/"))
               ? ERR_NOT_FOUND
               : ERR_OK;
}

enum err http_target_parse(struct arena *a, struct sv raw, struct http_target *out)
{
    if (raw.len > HTTP_TARGET_MAX_BYTES)
        return ERR_TARGET_TOO_LONG;
    if (!is_visible_ascii(raw))
        return ERR_BAD_REQUEST;
    struct http_target t = { 0 };
    origin_cut(&raw, &t.host);
    if (raw.ptr[0] != '/')
        return ERR_BAD_REQUEST;
    /* A fragment never belongs on the wire; what stands before it is what was meant. */
    raw = sv_sub(raw, 0, sv_find_char(raw, '#', 0));
    size_t mark = sv_find_char(raw, '?', 0);
    t.path = sv_sub(raw, 0, mark);
    if (mark != SIZE_MAX)
        t.query = sv_from_offset(raw, mark + 1);
    size_t param_count = 1;
    for (size_t i = 0; i < t.query.len; i++)
        param_count += t.query.ptr[i] == '&';
    if (param_count > HTTP_QUERY_PARAMS_MAX)
        return ERR_TARGET_TOO_LONG;
    TRY(segments_read(a, &t));
    *out = t;
    return ERR_OK;
}
