/* JSON writer. */
#include "text/json_write.h"

#include <assert.h>
#include <math.h>

#include "text/json_number.h"
#include "text/json_quote.h"
#include "text/json_scan.h"

/* Most entities fit, so that the text seldom moves. */
#define FIRST_BYTES ((size_t)3072)

void json_w_init(struct json_writer *w, struct arena *a, size_t max_bytes)
{
    assert(max_bytes <= (size_t)1 << 31);
    *w = (struct json_writer){ 0 };
    buf_init(&w->buf, a, max_bytes);
    (void)buf_reserve(&w->buf, max_bytes < FIRST_BYTES ? max_bytes : FIRST_BYTES);
}

static bool in_object(const struct json_writer *w)
{
    return w->depth > 0 && (w->objects >> (w->depth - 1) & 1) != 0;
}

/* Room for `size` bytes at the end, or NULL once the text is too long. */
static inline char *out_reserve(struct buf *b, size_t size)
{
    if (b->is_overflown || (size > b->cap - b->len && !buf_reserve(b, size)))
        return NULL;
    return b->ptr + b->len;
}

static inline void out_char(struct buf *b, char c)
{
    char *out = out_reserve(b, 1);
    if (out == NULL)
        return;
    *out = c;
    b->len++;
}

/* In front of any value: the place must want one, and gets its comma. */
static void value_begin(struct json_writer *w)
{
    assert(!w->is_complete);
    assert(w->has_key == in_object(w));
    if (w->needs_comma && !w->has_key)
        out_char(&w->buf, ',');
    w->has_key = false;
}

static void value_end(struct json_writer *w)
{
    w->needs_comma = true;
    w->is_complete = w->depth == 0;
}

/* A leaf's bytes stand from `from` to the end: note whom they are about. */
static void leaf_end(struct json_writer *w, struct subject subject, size_t from)
{
    bool is_about = subject.class != CLASS_NONE;
    struct json_span *last = w->spans.count == 0 ? NULL : &w->spans.items[w->spans.count - 1];
    bool extends = is_about && w->is_last_spanned && subject_eq(last->subject, subject);
    if (is_about && !extends) {
        last = VEC_PUSH(w->buf.arena, &w->spans);
        *last = (struct json_span){ .from = (uint32_t)from, .subject = subject };
    }
    if (is_about)
        last->len = (uint32_t)w->buf.len - last->from;
    w->is_last_spanned = is_about;
    value_end(w);
}

static void container_begin(struct json_writer *w, bool is_object)
{
    value_begin(w);
    assert(w->depth < JSON_W_DEPTH_MAX);
    uint64_t bit = UINT64_C(1) << w->depth;
    w->objects = is_object ? w->objects | bit : w->objects & ~bit;
    w->depth++;
    w->needs_comma = false;
    out_char(&w->buf, is_object ? '{' : '[');
}

static void container_end(struct json_writer *w, bool is_object)
{
    assert(w->depth > 0 && in_object(w) == is_object && !w->has_key);
    w->depth--;
    out_char(&w->buf, is_object ? '}' : ']');
    value_end(w);
}

void json_w_object_begin(struct json_writer *w)
{
    container_begin(w, true);
}

void json_w_object_end(struct json_writer *w)
{
    container_end(w, true);
}

void json_w_array_begin(struct json_writer *w)
{
    container_begin(w, false);
}

void json_w_array_end(struct json_writer *w)
{
    container_end(w, false);
}

/* A string; those that are plain throughout, nearly all, in one copy. */
static inline void out_string(struct buf *b, struct sv s)
{
    const char *from = s.len == 0 ? "" : s.ptr;
    if (json_plain_end(from, from + s.len) != from + s.len) {
        json_quote(b, s, JSON_QUOTE_WIRE);
        return;
    }
    char *out = out_reserve(b, s.len + 2);
    if (out == NULL)
        return;
    out[0] = '"';
    memcpy(out + 1, from, s.len);
    out[s.len + 1] = '"';
    b->len += s.len + 2;
}

/* Comma, quotes, colon and a key without escapes, at once: half of all a writer does. */
static inline void out_plain_key(struct json_writer *w, struct sv key)
{
    char *out = out_reserve(&w->buf, key.len + 4);
    if (out == NULL)
        return;
    char *from = out;
    if (w->needs_comma)
        *out++ = ',';
    *out++ = '"';
    memcpy(out, key.ptr, key.len);
    out += key.len;
    *out++ = '"';
    *out++ = ':';
    w->buf.len += (size_t)(out - from);
}

void json_w_key(struct json_writer *w, struct sv key)
{
    assert(in_object(w) && !w->has_key);
    w->has_key = true;
    const char *end = key.ptr + key.len;
    if (key.len > 0 && json_plain_end(key.ptr, end) == end) {
        out_plain_key(w, key);
        return;
    }
    if (w->needs_comma)
        out_char(&w->buf, ',');
    out_string(&w->buf, key);
    out_char(&w->buf, ':');
}

void json_w_str(struct json_writer *w, struct subject subject, struct sv value)
{
    if (value.ptr == NULL) {
        json_w_null(w, subject);
        return;
    }
    value_begin(w);
    size_t from = w->buf.len;
    out_string(&w->buf, value);
    leaf_end(w, subject, from);
}

void json_w_i64(struct json_writer *w, struct subject subject, int64_t value)
{
    value_begin(w);
    size_t from = w->buf.len;
    buf_i64(&w->buf, value);
    leaf_end(w, subject, from);
}

void json_w_id(struct json_writer *w, struct subject subject, int64_t value)
{
    value_begin(w);
    size_t from = w->buf.len;
    out_char(&w->buf, '"');
    buf_i64(&w->buf, value);
    out_char(&w->buf, '"');
    leaf_end(w, subject, from);
}

void json_w_f64(struct json_writer *w, struct subject subject, double value)
{
    if (!isfinite(value)) {
        json_w_null(w, subject);
        return;
    }
    char text[JSON_NUMBER_BYTES];
    json_w_raw(w, subject, sv_make(text, json_number_render(value, text)));
}

void json_w_bool(struct json_writer *w, struct subject subject, bool value)
{
    json_w_raw(w, subject, value ? SV("true") : SV("false"));
}

void json_w_null(struct json_writer *w, struct subject subject)
{
    json_w_raw(w, subject, SV("null"));
}

void json_w_raw(struct json_writer *w, struct subject subject, struct sv bytes)
{
    assert(bytes.len > 0);
    value_begin(w);
    size_t from = w->buf.len;
    char *out = out_reserve(&w->buf, bytes.len);
    if (out != NULL) {
        memcpy(out, bytes.ptr, bytes.len);
        w->buf.len += bytes.len;
    }
    leaf_end(w, subject, from);
}

static void write_container(struct json_writer *w, struct subject subject, struct json value,
                            bool is_object)
{
    container_begin(w, is_object);
    struct json_iter it = json_each(value);
    while (json_next(&it)) {
        if (is_object)
            json_w_key(w, it.key);
        json_w_json(w, subject, it.value);
    }
    container_end(w, is_object);
}

void json_w_json(struct json_writer *w, struct subject subject, struct json value)
{
    switch (json_kind(value)) {
    case JSON_NONE:
    case JSON_NULL:
        json_w_null(w, subject);
        return;
    case JSON_BOOL:
        json_w_bool(w, subject, json_bool(value, false));
        return;
    case JSON_NUMBER:
        json_w_raw(w, subject, json_number(value));
        return;
    case JSON_STRING:
        json_w_str(w, subject, json_str(value));
        return;
    case JSON_ARRAY:
        write_container(w, subject, value, false);
        return;
    case JSON_OBJECT:
        write_container(w, subject, value, true);
        return;
    }
}

/* Spans of a fragment whose first byte came to stand `shift` bytes further on. */
static void spans_append(struct json_writer *w, const struct json_fragment *fragment, int64_t shift)
{
    for (size_t i = 0; i < fragment->span_count && !w->buf.is_overflown; i++) {
        struct json_span *span = VEC_PUSH(w->buf.arena, &w->spans);
        *span = fragment->spans[i];
        span->from = (uint32_t)((int64_t)span->from + shift);
    }
    w->is_last_spanned = false;
}

void json_w_fragment(struct json_writer *w, const struct json_fragment *fragment)
{
    assert(fragment->bytes.len > 0);
    value_begin(w);
    size_t from = w->buf.len;
    buf_sv(&w->buf, fragment->bytes);
    spans_append(w, fragment, (int64_t)from);
    value_end(w);
}

void json_w_members(struct json_writer *w, const struct json_fragment *object)
{
    struct sv bytes = object->bytes;
    assert(bytes.len >= 2 && bytes.ptr[0] == '{' && bytes.ptr[bytes.len - 1] == '}');
    assert(in_object(w) && !w->has_key);
    if (bytes.len == 2)
        return;
    if (w->needs_comma)
        buf_char(&w->buf, ',');
    int64_t shift = (int64_t)w->buf.len - 1; /* without the brace */
    buf_sv(&w->buf, sv_sub(bytes, 1, bytes.len - 2));
    spans_append(w, object, shift);
    w->needs_comma = true;
}

static uint64_t subject_hash(struct subject s)
{
    uint64_t h = ((uint64_t)s.account ^ (uint64_t)s.class << 56) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 32;
}

/* The distinct subjects of the spans, through a table of twice their number. */
static void collect_subjects(struct json_writer *w, struct json_fragment *out)
{
    size_t slots = 8;
    while (slots < 2 * w->spans.count)
        slots *= 2;
    uint32_t *table = ARENA_ARRAY(w->buf.arena, uint32_t, slots); /* place + 1; 0 = free */
    struct subject *subjects = ARENA_ARRAY(w->buf.arena, struct subject, w->spans.count);
    size_t count = 0;
    for (size_t i = 0; i < w->spans.count; i++) {
        struct subject subject = w->spans.items[i].subject;
        size_t at = subject_hash(subject) & (slots - 1);
        while (table[at] != 0 && !subject_eq(subjects[table[at] - 1], subject))
            at = (at + 1) & (slots - 1);
        if (table[at] != 0)
            continue;
        subjects[count++] = subject;
        table[at] = (uint32_t)count;
    }
    out->subjects = subjects;
    out->subject_count = count;
}

enum err json_w_finish(struct json_writer *w, struct json_fragment *out)
{
    assert(w->is_complete && w->depth == 0);
    if (w->buf.is_overflown)
        return ERR_LIMIT;
    struct json_fragment fragment = {
        .bytes = buf_view(&w->buf),
        .spans = w->spans.items,
        .span_count = w->spans.count,
    };
    if (fragment.span_count > 0)
        collect_subjects(w, &fragment);
    *out = fragment;
    return ERR_OK;
}
