/* JSON reader: one pass that fills the tape, without recursion.
 *
 * A node is a value or a member's key; a container is followed by what it holds, and `span` says
 * how many nodes that is, so the next sibling is one addition away. Strings are scanned once for
 * their end and their validity; those with escapes a second time, into the arena.
 */
#include "text/json.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/num.h"
#include "text/hex.h"
#include "text/json_scan.h"
#include "text/utf8.h"

#define NUMBER_TEXT_MAX ((size_t)512)
/* Objects up to this size are searched for duplicate keys by comparing, larger ones by sorting. */
#define SMALL_OBJECT 64

const struct json_limits json_limits_default = {
    .max_bytes = (size_t)1 << 20,
    .max_depth = 32,
    .max_values = 100000,
};

const struct json_limits json_limits_strict = {
    .max_bytes = (size_t)1 << 20,
    .max_depth = 32,
    .max_values = 100000,
    .refuses_duplicates = true,
};

struct json_node {
    const char *ptr;    /* bytes of a string or number */
    uint32_t len;       /* their length; members or elements of a container; 1 for true */
    uint32_t span : 28; /* nodes from this one to its next sibling */
    uint32_t kind : 3;
    uint32_t is_shadowed : 1; /* a key that a later equal one replaces */
};

struct parser {
    const char *at;
    const char *end;
    struct json_node *nodes;
    size_t count;
    size_t cap;
    int depth;
    struct arena *arena;
    const struct json_limits *limits;
    struct json_error error;
    const char *start;
    uint32_t open[JSON_DEPTH_MAX]; /* indexes of the containers around */
};

static enum err refuse(struct parser *p, const char *at, const char *expected)
{
    p->error = (struct json_error){ (size_t)(at - p->start), expected };
    return ERR_PARSE;
}

static enum err refuse_size(struct parser *p, const char *expected)
{
    (void)refuse(p, p->at, expected);
    return ERR_TOO_LARGE;
}

static inline void skip_space(struct parser *p)
{
    while (p->at < p->end && (*p->at == ' ' || *p->at == '\n' || *p->at == '\r' || *p->at == '\t'))
        p->at++;
}

/* Twice the nodes, up to the limit. */
static enum err tape_grow(struct parser *p)
{
    if (p->count == p->limits->max_values || arena_is_over(p->arena))
        return refuse_size(p, "fewer values");
    size_t cap = p->cap == 0 ? (size_t)(p->end - p->start) / 16 + 8 : p->cap * 2;
    if (cap > p->limits->max_values)
        cap = p->limits->max_values;
    struct json_node *grown = ARENA_ARRAY(p->arena, struct json_node, cap);
    if (p->count > 0)
        memcpy(grown, p->nodes, p->count * sizeof *grown);
    p->nodes = grown;
    p->cap = cap;
    return ERR_OK;
}

static inline enum err push(struct parser *p, enum json_kind kind, const char *ptr, size_t len)
{
    if (p->count == p->cap)
        TRY(tape_grow(p));
    p->nodes[p->count++] = (struct json_node){
        .ptr = ptr, .len = (uint32_t)len, .span = 1, .kind = (uint32_t)kind & 7U
    };
    return ERR_OK;
}

/* The four digits behind \u; false when they are not. */
static bool read_unit(const char *at, const char *end, uint32_t *out)
{
    if (end - at < 4)
        return false;
    uint32_t unit = 0;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0)
            return false;
        unit = unit << 4 | (uint32_t)digit;
    }
    *out = unit;
    return true;
}

/* \uXXXX or a pair of them; `at` stands on the first digit. Returns bytes read, 0 when it is no
 * character. */
static size_t read_escaped_char(const char *at, const char *end, uint32_t *out)
{
    uint32_t high = 0;
    if (!read_unit(at, end, &high))
        return 0;
    if (high < 0xD800 || high > 0xDFFF) {
        *out = high == 0 ? UTF8_REPLACEMENT : high;
        return 4;
    }
    uint32_t low = 0;
    bool has_low = high <= 0xDBFF && end - at >= 10 && at[4] == '\\' && at[5] == 'u' &&
                   read_unit(at + 6, end, &low) && low >= 0xDC00 && low <= 0xDFFF;
    if (!has_low)
        return 0;
    *out = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    return 10;
}

/* One escape; `at` stands behind the backslash. Returns bytes read, 0 when it is none; writes at
 * most 4. */
static size_t read_escape(const char *at, const char *end, char *out, size_t *out_len)
{
    static const char plain[256] = {
        ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
        ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
    };
    *out = plain[(unsigned char)*at];
    *out_len = 1;
    if (*out != 0)
        return 1;
    uint32_t c = 0;
    size_t taken = *at == 'u' ? read_escaped_char(at + 1, end, &c) : 0;
    if (taken == 0)
        return 0;
    *out_len = utf8_encode(c, out);
    return taken + 1;
}

/* Replace the view of a string's raw bytes by its text. An escape is never shorter than what it
 * stands for. */
static enum err unescape(struct parser *p, struct sv *s)
{
    char *text = arena_alloc(p->arena, s->len);
    size_t len = 0;
    const char *at = s->ptr;
    const char *end = s->ptr + s->len;
    while (at < end) {
        const char *escape = memchr(at, '\\', (size_t)(end - at));
        size_t run = (size_t)((escape == NULL ? end : escape) - at);
        memcpy(text + len, at, run);
        len += run;
        at += run;
        if (escape == NULL)
            break;
        char bytes[4];
        size_t bytes_len = 0;
        size_t taken = read_escape(at + 1, end, bytes, &bytes_len);
        if (taken == 0)
            return refuse(p, at, "a valid escape");
        memcpy(text + len, bytes, bytes_len);
        len += bytes_len;
        at += 1 + taken;
    }
    *s = sv_make(text, len);
    return ERR_OK;
}

/* A string; p->at stands behind its opening quote. */
static enum err parse_string(struct parser *p, enum json_kind kind)
{
    const char *at = p->at;
    bool has_escape = false;
    for (;;) {
        at = json_plain_end(at, p->end);
        if (at == p->end)
            return refuse(p, at, "a closing quote");
        if (*at == '"')
            break;
        if ((unsigned char)*at < 0x20)
            return refuse(p, at, "an escape instead of a control character");
        size_t step = *at == '\\' ? 2 : utf8_step(at, (size_t)(p->end - at));
        if (step == 0 || (size_t)(p->end - at) < step)
            return refuse(p, at, step == 0 ? "UTF-8" : "a valid escape");
        has_escape = has_escape || *at == '\\';
        at += step;
    }
    struct sv s = sv_make(p->at, (size_t)(at - p->at));
    p->at = at + 1;
    if (has_escape)
        TRY(unescape(p, &s));
    return push(p, kind, s.ptr, s.len);
}

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

/* Behind at least one digit, or NULL. */
static const char *need_digits(const char *at, const char *end)
{
    const char *behind = skip_digits(at, end);
    return behind == at ? NULL : behind;
}

static enum err parse_number(struct parser *p)
{
    const char *at = p->at + (*p->at == '-' ? 1 : 0);
    const char *whole = at;
    at = need_digits(at, p->end);
    if (at == NULL || (*whole == '0' && at - whole > 1))
        return refuse(p, whole, "digits without leading zero");
    if (at < p->end && *at == '.') {
        const char *fraction = at + 1;
        at = need_digits(fraction, p->end);
        if (at == NULL)
            return refuse(p, fraction, "a digit");
    }
    if (at < p->end && (*at | 0x20) == 'e') {
        const char *exponent = at + 1;
        if (exponent < p->end && (*exponent == '+' || *exponent == '-'))
            exponent++;
        at = need_digits(exponent, p->end);
        if (at == NULL)
            return refuse(p, exponent, "a digit");
    }
    const char *from = p->at;
    p->at = at;
    return push(p, JSON_NUMBER, from, (size_t)(at - from));
}

static enum err parse_word(struct parser *p, struct sv word, enum json_kind kind, size_t len)
{
    if ((size_t)(p->end - p->at) < word.len || memcmp(p->at, word.ptr, word.len) != 0)
        return refuse(p, p->at, "a value");
    p->at += word.len;
    return push(p, kind, NULL, len);
}

/* A key and its colon. */
static enum err parse_key(struct parser *p)
{
    skip_space(p);
    if (p->at == p->end || *p->at != '"')
        return refuse(p, p->at, "a key");
    p->at++;
    TRY(parse_string(p, JSON_STRING));
    skip_space(p);
    if (p->at == p->end || *p->at != ':')
        return refuse(p, p->at, "':'");
    p->at++;
    return ERR_OK;
}

/* A container; one that is not empty is left open, in front of its first value. */
static enum err parse_container(struct parser *p, enum json_kind kind, bool *out_is_open)
{
    if (p->depth == p->limits->max_depth)
        return refuse_size(p, "less nesting");
    TRY(push(p, kind, NULL, 0));
    p->at++;
    skip_space(p);
    if (p->at < p->end && *p->at == (kind == JSON_OBJECT ? '}' : ']')) {
        p->at++;
        return ERR_OK;
    }
    p->open[p->depth++] = (uint32_t)(p->count - 1);
    p->nodes[p->count - 1].len = 1;
    *out_is_open = true;
    return kind == JSON_OBJECT ? parse_key(p) : ERR_OK;
}

static enum err parse_value(struct parser *p, bool *out_is_open)
{
    skip_space(p);
    if (p->at == p->end)
        return refuse(p, p->at, "a value");
    switch (*p->at) {
    case '"':
        p->at++;
        return parse_string(p, JSON_STRING);
    case '{':
        return parse_container(p, JSON_OBJECT, out_is_open);
    case '[':
        return parse_container(p, JSON_ARRAY, out_is_open);
    case 't':
        return parse_word(p, SV("true"), JSON_BOOL, 1);
    case 'f':
        return parse_word(p, SV("false"), JSON_BOOL, 0);
    case 'n':
        return parse_word(p, SV("null"), JSON_NULL, 0);
    default:
        if (*p->at == '-' || (*p->at >= '0' && *p->at <= '9'))
            return parse_number(p);
        return refuse(p, p->at, "a value");
    }
}

static inline bool key_eq(const struct json_node *key, const char *ptr, uint32_t len)
{
    return key->len == len && memcmp(key->ptr, ptr, len) == 0;
}

static enum err shadow(struct parser *p, struct json_node *object, struct json_node *key)
{
    if (p->limits->refuses_duplicates)
        return refuse(p, p->at, "an object without duplicate keys");
    key->is_shadowed = 1;
    object->len--;
    return ERR_OK;
}

/* Shadow an earlier key equal to `key`; at most one is not shadowed yet. */
static enum err shadow_before(struct parser *p, struct json_node *object,
                              const struct json_node *key)
{
    for (struct json_node *n = object + 1; n < key; n += 1 + n[1].span) {
        if (!n->is_shadowed && key_eq(n, key->ptr, key->len))
            return shadow(p, object, n);
    }
    return ERR_OK;
}

/* Few keys: one of 64 bits each, and only those that share a bit are compared. */
static enum err check_small_object(struct parser *p, struct json_node *object)
{
    uint64_t seen = 0;
    const struct json_node *end = object + object->span;
    for (struct json_node *n = object + 1; n < end; n += 1 + n[1].span) {
        unsigned mix = n->len * 7U;
        if (n->len > 0)
            mix += (unsigned char)n->ptr[0] + 3U * (unsigned char)n->ptr[n->len - 1];
        uint64_t bit = UINT64_C(1) << (mix & 63U);
        if ((seen & bit) != 0)
            TRY(shadow_before(p, object, n));
        seen |= bit;
    }
    return ERR_OK;
}

/* By length, bytes, place: equal keys become neighbours in their order. */
static int compare_keys(const void *left, const void *right)
{
    const struct json_node *a = *(struct json_node *const *)left;
    const struct json_node *b = *(struct json_node *const *)right;
    if (a->len != b->len)
        return a->len < b->len ? -1 : 1;
    int order = memcmp(a->ptr, b->ptr, a->len);
    if (order != 0)
        return order;
    return a < b ? -1 : 1;
}

/* Many keys: sorted, since comparing each with each or hashing without a secret could be made slow
 * on purpose. */
static enum err check_large_object(struct parser *p, struct json_node *object)
{
    const struct json_node *end = object + object->span;
    ARENA_SCOPE (p->arena) {
        struct json_node **keys = ARENA_ARRAY(p->arena, struct json_node *, object->len);
        size_t count = 0;
        for (struct json_node *n = object + 1; n < end; n += 1 + n[1].span)
            keys[count++] = n;
        qsort(keys, count, sizeof *keys, compare_keys);
        for (size_t i = 1; i < count; i++) {
            if (key_eq(keys[i - 1], keys[i]->ptr, keys[i]->len))
                TRY(shadow(p, object, keys[i - 1]));
        }
    }
    return ERR_OK;
}

/* The innermost container ends here. */
static enum err close_container(struct parser *p)
{
    uint32_t index = p->open[--p->depth];
    struct json_node *node = &p->nodes[index];
    node->span = (uint32_t)(p->count - index) & 0xFFFFFFFU;
    if (node->kind == JSON_ARRAY || node->len < 2)
        return ERR_OK;
    return node->len <= SMALL_OBJECT ? check_small_object(p, node) : check_large_object(p, node);
}

/* Behind a value: close what ends here, or go in front of the next value. */
static enum err parse_behind_value(struct parser *p)
{
    while (p->depth > 0) {
        struct json_node *around = &p->nodes[p->open[p->depth - 1]];
        bool is_object = around->kind == JSON_OBJECT;
        skip_space(p);
        if (p->at < p->end && *p->at == ',') {
            p->at++;
            around->len++;
            return is_object ? parse_key(p) : ERR_OK;
        }
        if (p->at == p->end || *p->at != (is_object ? '}' : ']'))
            return refuse(p, p->at, is_object ? "',' or '}'" : "',' or ']'");
        p->at++;
        TRY(close_container(p));
    }
    return ERR_OK;
}

static enum err parse_text(struct parser *p)
{
    if ((size_t)(p->end - p->start) > p->limits->max_bytes)
        return refuse_size(p, "a shorter text");
    do {
        bool is_open = false;
        TRY(parse_value(p, &is_open));
        if (!is_open)
            TRY(parse_behind_value(p));
    } while (p->depth > 0);
    skip_space(p);
    return p->at == p->end ? ERR_OK : refuse(p, p->at, "the end of the text");
}

enum err json_parse(struct arena *a, struct sv text, const struct json_limits *limits,
                    struct json *out, struct json_error *out_error)
{
    assert(limits->max_bytes <= (size_t)1 << 30);
    assert(limits->max_values >= 1 && limits->max_values <= (size_t)1 << 27);
    assert(limits->max_depth >= 1 && limits->max_depth <= JSON_DEPTH_MAX);
    const char *start = text.len == 0 ? "" : text.ptr;
    struct parser p;
    p.at = start;
    p.start = start;
    p.end = start + text.len;
    p.nodes = NULL;
    p.count = 0;
    p.cap = 0;
    p.depth = 0;
    p.arena = a;
    p.limits = limits;
    enum err err = parse_text(&p);
    if (err == ERR_OK)
        *out = (struct json){ p.nodes };
    else if (out_error != NULL)
        *out_error = p.error;
    return err;
}

enum json_kind json_kind(struct json v)
{
    return v.node == NULL ? JSON_NONE : (enum json_kind)v.node->kind;
}

struct json json_get(struct json object, struct sv key)
{
    if (json_kind(object) != JSON_OBJECT)
        return (struct json){ NULL };
    const struct json_node *end = object.node + object.node->span;
    for (const struct json_node *n = object.node + 1; n < end; n += 1 + n[1].span) {
        if (!n->is_shadowed && sv_eq(sv_make(n->ptr, n->len), key))
            return (struct json){ n + 1 };
    }
    return (struct json){ NULL };
}

struct json json_at(struct json array, size_t index)
{
    if (json_kind(array) != JSON_ARRAY || index >= array.node->len)
        return (struct json){ NULL };
    const struct json_node *n = array.node + 1;
    for (size_t i = 0; i < index; i++)
        n += n->span;
    return (struct json){ n };
}

size_t json_count(struct json v)
{
    enum json_kind kind = json_kind(v);
    return kind == JSON_ARRAY || kind == JSON_OBJECT ? v.node->len : 0;
}

struct sv json_str(struct json v)
{
    if (json_kind(v) != JSON_STRING)
        return (struct sv){ NULL, 0 };
    return sv_make(v.node->ptr, v.node->len);
}

struct sv json_number(struct json v)
{
    if (json_kind(v) != JSON_NUMBER)
        return (struct sv){ NULL, 0 };
    return sv_make(v.node->ptr, v.node->len);
}

bool json_f64(struct json v, double *out)
{
    struct sv text = json_number(v);
    if (text.len == 0 || text.len > NUMBER_TEXT_MAX)
        return false;
    char digits[NUMBER_TEXT_MAX + 1];
    memcpy(digits, text.ptr, text.len);
    digits[text.len] = '\0';
    double value = strtod(digits, NULL);
    if (!isfinite(value))
        return false;
    *out = value;
    return true;
}

bool json_i64(struct json v, int64_t *out)
{
    struct sv text = json_number(v);
    if (sv_to_i64(text, out))
        return true;
    double value = 0;
    bool is_whole = json_f64(v, &value) && value == trunc(value) && fabs(value) <= 0x1p53;
    if (!is_whole)
        return false;
    *out = (int64_t)value;
    return true;
}

bool json_bool(struct json v, bool fallback)
{
    return json_kind(v) == JSON_BOOL ? v.node->len != 0 : fallback;
}

struct json_iter json_each(struct json v)
{
    enum json_kind kind = json_kind(v);
    if (kind != JSON_ARRAY && kind != JSON_OBJECT)
        return (struct json_iter){ 0 };
    return (struct json_iter){
        .next = v.node + 1,
        .end = v.node + v.node->span,
        .is_object = kind == JSON_OBJECT,
    };
}

struct json_iter json_each_of(struct json v)
{
    enum json_kind kind = json_kind(v);
    if (kind == JSON_ARRAY)
        return json_each(v);
    if (kind == JSON_NONE || kind == JSON_NULL)
        return (struct json_iter){ 0 };
    return (struct json_iter){ .next = v.node, .end = v.node + v.node->span };
}

bool json_next(struct json_iter *it)
{
    if (it->is_object) {
        while (it->next != it->end && it->next->is_shadowed)
            it->next += 1 + it->next[1].span;
    }
    if (it->next == it->end)
        return false;
    if (it->is_object) {
        it->key = sv_make(it->next->ptr, it->next->len);
        it->next++;
    }
    it->value = (struct json){ it->next };
    it->next += it->next->span;
    return true;
}
