/* Scan patterns. */
#include "service/scan_pattern.h"

#include "base/buf.h"
#include "text/base64.h"
#include "text/hex.h"
#include "text/utf8.h"

#define PATTERN_BYTES_MAX ((size_t)16 << 10)
#define PATTERNS_PER_WORD 64

struct maker {
    struct arena *arena;
    struct scan_pattern *items;
    size_t count;
    size_t word;
};

static unsigned char fold(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 'a' - 'A') : c;
}

static struct sv folded(struct arena *a, struct sv s)
{
    char *copy = arena_copy(a, s.ptr, s.len);
    for (size_t i = 0; i < s.len; i++)
        copy[i] = (char)fold((unsigned char)copy[i]);
    return sv_make(copy, s.len);
}

/* The same bytes in two encodings are one pattern: the first one names it. */
static void add(struct maker *m, const char *encoding, struct sv bytes, bool is_exact)
{
    struct sv kept = is_exact ? sv_copy(m->arena, bytes) : folded(m->arena, bytes);
    if (kept.len < SCAN_WORD_BYTES_MIN)
        return;
    for (size_t i = 0; i < m->count; i++)
        if (m->items[i].word == m->word && m->items[i].is_exact == is_exact &&
            sv_eq(m->items[i].bytes, kept))
            return;
    m->items[m->count++] = (struct scan_pattern){ m->word, encoding, kept, is_exact };
}

/* How one character is written: appends it. */
typedef void write_char(struct buf *b, uint32_t c, struct sv raw);

static void unit_write(struct buf *b, uint32_t unit, bool is_big)
{
    char high = (char)(unit >> 8 & 0xFF);
    char low = (char)(unit & 0xFF);
    buf_char(b, is_big ? high : low);
    buf_char(b, is_big ? low : high);
}

static void utf16_write(struct buf *b, uint32_t c, bool is_big)
{
    if (c < 0x10000) {
        unit_write(b, c, is_big);
        return;
    }
    unit_write(b, 0xD800 + ((c - 0x10000) >> 10), is_big);
    unit_write(b, 0xDC00 + ((c - 0x10000) & 0x3FF), is_big);
}

static void utf16le_char(struct buf *b, uint32_t c, struct sv raw)
{
    UNUSED(raw);
    utf16_write(b, c, false);
}

static void utf16be_char(struct buf *b, uint32_t c, struct sv raw)
{
    UNUSED(raw);
    utf16_write(b, c, true);
}

static void percent_all(struct buf *b, uint32_t c, struct sv raw)
{
    UNUSED(c);
    for (size_t i = 0; i < raw.len; i++)
        buf_printf(b, "%%%02x", (unsigned char)raw.ptr[i]);
}

static bool is_unreserved(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

static void percent_char(struct buf *b, uint32_t c, struct sv raw)
{
    if (is_unreserved(c))
        buf_sv(b, raw);
    else
        percent_all(b, c, raw);
}

/* As a form writes it. */
static void plus_char(struct buf *b, uint32_t c, struct sv raw)
{
    if (c == ' ')
        buf_char(b, '+');
    else
        percent_char(b, c, raw);
}

static void json_all(struct buf *b, uint32_t c, struct sv raw)
{
    UNUSED(raw);
    if (c < 0x10000)
        buf_printf(b, "\\u%04x", c);
    else
        buf_printf(b, "\\u%04x\\u%04x", 0xD800 + ((c - 0x10000) >> 10),
                   0xDC00 + ((c - 0x10000) & 0x3FF));
}

static void json_char(struct buf *b, uint32_t c, struct sv raw)
{
    if (c >= 0x80 || c < 0x20)
        json_all(b, c, raw);
    else if (c == '"' || c == '\\')
        buf_printf(b, "\\%c", (char)c);
    else
        buf_sv(b, raw);
}

/* Escaped where it must be, the rest as UTF-8; and the slash as some write it. */
static void json_slash_char(struct buf *b, uint32_t c, struct sv raw)
{
    if (c == '/')
        buf_lit(b, "\\/");
    else if (c == '"' || c == '\\')
        buf_printf(b, "\\%c", (char)c);
    else
        buf_sv(b, raw);
}

static void html_decimal(struct buf *b, uint32_t c, struct sv raw)
{
    UNUSED(raw);
    buf_printf(b, "&#%u;", c);
}

static void html_hex(struct buf *b, uint32_t c, struct sv raw)
{
    UNUSED(raw);
    buf_printf(b, "&#x%x;", c);
}

static void html_char(struct buf *b, uint32_t c, struct sv raw)
{
    if (c == '&')
        buf_lit(b, "&amp;");
    else if (c == '<')
        buf_lit(b, "&lt;");
    else if (c == '>')
        buf_lit(b, "&gt;");
    else if (c == '"')
        buf_lit(b, "&quot;");
    else if (c == '\'')
        buf_lit(b, "&#39;");
    else
        buf_sv(b, raw);
}

static void html_numbers_char(struct buf *b, uint32_t c, struct sv raw)
{
    if (c >= 0x80)
        html_decimal(b, c, raw);
    else
        html_char(b, c, raw);
}

static const struct {
    const char *encoding;
    write_char *write;
} char_encodings[] = {
    { "utf-16le", utf16le_char },  { "utf-16be", utf16be_char }, { "percent", percent_all },
    { "percent", percent_char },   { "percent", plus_char },     { "json", json_all },
    { "json", json_char },         { "json", json_slash_char },  { "html", html_char },
    { "html", html_numbers_char }, { "html", html_decimal },     { "html", html_hex },
};

static void add_by_chars(struct maker *m, struct sv word, const char *encoding, write_char *write)
{
    struct buf b;
    buf_init(&b, m->arena, PATTERN_BYTES_MAX);
    for (size_t at = 0; at < word.len;) {
        uint32_t c = 0;
        size_t len = utf8_decode(word, at, &c);
        write(&b, c, sv_sub(word, at, len));
        at += len;
    }
    add(m, encoding, buf_view(&b), false);
}

/* The characters that do not depend on the bytes before and behind. */
static void add_base64(struct maker *m, struct sv word, size_t offset, enum base64_form form)
{
    char *padded = arena_alloc(m->arena, offset + word.len);
    memcpy(padded + offset, word.ptr, word.len);
    struct sv text = base64_encode(m->arena, sv_make(padded, offset + word.len), form);
    size_t from = (offset * 8 + 5) / 6;
    size_t to = (offset + word.len) * 8 / 6;
    add(m, form == BASE64_URL ? "base64url" : "base64", sv_sub(text, from, to - from), true);
}

static void add_base64_all(struct maker *m, struct sv word)
{
    for (size_t offset = 0; offset < 3; offset++) {
        add_base64(m, word, offset, BASE64_STANDARD);
        add_base64(m, word, offset, BASE64_URL);
    }
}

static struct sv upper(struct arena *a, struct sv s)
{
    char *copy = arena_copy(a, s.ptr, s.len);
    for (size_t i = 0; i < s.len; i++)
        if (copy[i] >= 'a' && copy[i] <= 'z')
            copy[i] = (char)(copy[i] - 'a' + 'A');
    return sv_make(copy, s.len);
}

static void word_add(struct maker *m, struct sv word)
{
    add(m, "utf-8", word, false);
    for (size_t i = 0; i < ARRAY_COUNT(char_encodings); i++)
        add_by_chars(m, word, char_encodings[i].encoding, char_encodings[i].write);
    add(m, "hex", hex_encode(m->arena, word), false);
    add(m, "hex", hex_encode(m->arena, folded(m->arena, word)), false);
    add_base64_all(m, word);
    add_base64_all(m, folded(m->arena, word));
    add_base64_all(m, upper(m->arena, word));
}

static unsigned bucket_of(unsigned char first, unsigned char second)
{
    return (unsigned)fold(first) << 8 | fold(second);
}

static void index_make(struct arena *a, const struct maker *m, struct scan_patterns *out)
{
    unsigned *heads = ARENA_ARRAY(a, unsigned, 65536);
    unsigned *next = ARENA_ARRAY(a, unsigned, m->count + 1);
    *out = (struct scan_patterns){
        .items = m->items, .count = m->count, .heads = heads, .next = next
    };
    for (size_t i = 0; i < m->count; i++) {
        struct sv bytes = m->items[i].bytes;
        unsigned bucket = bucket_of((unsigned char)bytes.ptr[0], (unsigned char)bytes.ptr[1]);
        next[i] = heads[bucket];
        heads[bucket] = (unsigned)i + 1;
        out->longest = bytes.len > out->longest ? bytes.len : out->longest;
    }
}

enum err scan_patterns_make(struct arena *a, const struct sv *words, size_t count,
                            struct scan_patterns *out)
{
    if (count == 0 || count > SCAN_WORDS_MAX)
        return ERR_BAD_PARAM;
    struct maker m = { .arena = a };
    m.items = ARENA_ARRAY(a, struct scan_pattern, count * PATTERNS_PER_WORD);
    for (size_t i = 0; i < count; i++) {
        if (words[i].len < SCAN_WORD_BYTES_MIN || words[i].len > SCAN_WORD_BYTES_MAX ||
            !utf8_is_valid(words[i]))
            return ERR_BAD_PARAM;
        m.word = i;
        word_add(&m, words[i]);
    }
    index_make(a, &m, out);
    return ERR_OK;
}

static bool is_match(const struct scan_pattern *p, const unsigned char *at, size_t left)
{
    if (p->bytes.len > left)
        return false;
    if (p->is_exact)
        return memcmp(at, p->bytes.ptr, p->bytes.len) == 0;
    for (size_t i = 0; i < p->bytes.len; i++)
        if (fold(at[i]) != (unsigned char)p->bytes.ptr[i])
            return false;
    return true;
}

void scan_patterns_match(const struct scan_patterns *p, struct sv bytes, size_t end,
                         void (*found)(void *arg, size_t pattern, size_t at), void *arg)
{
    const unsigned char *b = (const unsigned char *)bytes.ptr;
    for (size_t i = 0; i < end && i + 1 < bytes.len; i++) {
        for (unsigned at = p->heads[bucket_of(b[i], b[i + 1])]; at != 0; at = p->next[at - 1])
            if (is_match(&p->items[at - 1], b + i, bytes.len - i))
                found(arg, at - 1, i);
    }
}
