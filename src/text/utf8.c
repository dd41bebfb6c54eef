/* UTF-8 over utf8proc, which knows the tables; walking and cutting are ours. */
#include "text/utf8.h"

#include <assert.h>

#include <utf8proc.h>

#define NORMALIZE_BYTES_MAX ((size_t)1 << 24)

static bool is_ascii_word(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

/* Offset of the first byte that is not ASCII, or s.len. */
static size_t ascii_prefix(struct sv s)
{
    size_t at = 0;
    while (s.len - at >= 8 && is_ascii_word(s.ptr + at))
        at += 8;
    while (at < s.len && (unsigned char)s.ptr[at] < 0x80)
        at++;
    return at;
}

/* Offset of the first ill-formed byte, or s.len. */
static size_t valid_prefix(struct sv s)
{
    size_t at = 0;
    while (at < s.len) {
        at += ascii_prefix(sv_from_offset(s, at));
        while (at < s.len && (unsigned char)s.ptr[at] >= 0x80) {
            size_t step = utf8_step(s.ptr + at, s.len - at);
            if (step == 0)
                return at;
            at += step;
        }
    }
    return at;
}

bool utf8_is_valid(struct sv s)
{
    return valid_prefix(s) == s.len;
}

size_t utf8_decode(struct sv s, size_t at, uint32_t *out)
{
    assert(at <= s.len);
    if (at == s.len)
        return 0;
    size_t step = utf8_step(s.ptr + at, s.len - at);
    if (step == 0) {
        *out = UTF8_REPLACEMENT;
        return 1;
    }
    static const unsigned char lead_mask[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
    uint32_t c = (unsigned char)s.ptr[at] & lead_mask[step];
    for (size_t i = 1; i < step; i++)
        c = c << 6 | ((unsigned char)s.ptr[at + i] & 0x3F);
    *out = c;
    return step;
}

size_t utf8_encode(uint32_t c, char out[4])
{
    assert(c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF));
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t tails = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = { 0, 0xC0, 0xE0, 0xF0 };
    out[0] = (char)(lead[tails] | c >> 6 * tails);
    for (size_t i = 1; i <= tails; i++)
        out[i] = (char)(0x80 | (c >> 6 * (tails - i) & 0x3F));
    return tails + 1;
}

size_t utf8_count_chars(struct sv s)
{
    size_t count = 0;
    uint32_t c = 0;
    size_t step = 0;
    for (size_t at = 0; (step = utf8_decode(s, at, &c)) > 0; at += step)
        count++;
    return count;
}

size_t utf8_count_graphemes(struct sv s)
{
    size_t count = 0;
    uint32_t before = 0;
    uint32_t c = 0;
    utf8proc_int32_t state = 0;
    size_t step = 0;
    for (size_t at = 0; (step = utf8_decode(s, at, &c)) > 0; at += step) {
        if (count == 0 ||
            utf8proc_grapheme_break_stateful((utf8proc_int32_t)before, (utf8proc_int32_t)c, &state))
            count++;
        before = c;
    }
    return count;
}

struct sv utf8_cut_bytes(struct sv s, size_t max_bytes)
{
    if (s.len <= max_bytes)
        return s;
    size_t len = max_bytes;
    /* A character has at most three tails: more of them are ill-formed and may be cut anywhere. */
    while (len > 0 && max_bytes - len < 3 && utf8_is_tail((unsigned char)s.ptr[len]))
        len--;
    bool is_cut_inside = len < max_bytes && len + utf8_step(s.ptr + len, s.len - len) > max_bytes;
    return sv_sub(s, 0, is_cut_inside ? len : max_bytes);
}

struct sv utf8_cut_chars(struct sv s, size_t max_chars)
{
    size_t at = 0;
    uint32_t c = 0;
    for (size_t i = 0; i < max_chars && at < s.len; i++)
        at += utf8_decode(s, at, &c);
    return sv_sub(s, 0, at);
}

struct sv utf8_repair(struct arena *a, struct sv s)
{
    size_t valid = valid_prefix(s);
    if (valid == s.len)
        return s;
    char *text = arena_alloc(a, valid + 3 * (s.len - valid));
    memcpy(text, s.ptr, valid);
    size_t len = valid;
    for (size_t at = valid; at < s.len;) {
        size_t step = utf8_step(s.ptr + at, s.len - at);
        bool is_bad = step == 0;
        memcpy(text + len, is_bad ? UTF8_REPLACEMENT_BYTES : s.ptr + at, is_bad ? 3 : step);
        len += is_bad ? 3 : step;
        at += is_bad ? 1 : step;
    }
    return sv_make(text, len);
}

/* utf8proc with a buffer from the arena: it counts first, so that it never allocates itself. */
static enum err map_text(struct arena *a, struct sv s, utf8proc_option_t options, struct sv *out)
{
    if (s.len > NORMALIZE_BYTES_MAX)
        return ERR_TOO_LARGE;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s.ptr;
    utf8proc_ssize_t size = (utf8proc_ssize_t)s.len;
    utf8proc_ssize_t count = utf8proc_decompose(bytes, size, NULL, 0, options);
    if (count < 0)
        return ERR_PARSE;
    /* One more: reencoding ends the text with a NUL. */
    utf8proc_int32_t *chars = ARENA_ARRAY(a, utf8proc_int32_t, (size_t)count + 1);
    count = utf8proc_decompose(bytes, size, chars, count, options);
    assert(count >= 0);
    utf8proc_ssize_t len = utf8proc_reencode(chars, count, options);
    assert(len >= 0);
    *out = sv_make(chars, (size_t)len);
    return ERR_OK;
}

enum err utf8_nfc(struct arena *a, struct sv s, struct sv *out)
{
    if (ascii_prefix(s) == s.len) {
        *out = s;
        return ERR_OK;
    }
    return map_text(a, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE, out);
}

enum err utf8_fold(struct arena *a, struct sv s, struct sv *out)
{
    if (ascii_prefix(s) == s.len) {
        *out = sv_lower(a, s);
        return ERR_OK;
    }
    return map_text(a, s, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD, out);
}
