/* UTF-8: validity, characters, cutting, normal form, case folding, user-perceived characters.
 *
 * Text is validated once at the border; behind it these functions may still meet anything, so none
 * of them reads past a view or trusts it. A "character" (_chars) is a Unicode scalar value; a
 * "grapheme" is what a person calls one.
 *
 * Spec: RFC 3629; Unicode Standard 3.9 (table 3-7); UAX #15, UAX #29
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

#define UTF8_REPLACEMENT 0xFFFD
#define UTF8_REPLACEMENT_BYTES "\xEF\xBF\xBD"

/* Continuation byte. */
static inline bool utf8_is_tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/**
 * Length of the well-formed sequence at the start of some bytes.
 *
 * at       readable for `left` bytes
 * left     at least 1
 *
 * Returns  1 … 4, or 0 for anything ill-formed: stray tails, overlong forms, surrogates, beyond
 * U+10FFFF, cut short
 */
static inline size_t utf8_step(const char *at, size_t left)
{
    const unsigned char *p = (const unsigned char *)at;
    if (p[0] < 0x80)
        return 1;
    if (p[0] < 0xC2 || left < 2 || !utf8_is_tail(p[1]))
        return 0;
    if (p[0] < 0xE0)
        return 2;
    if (left < 3 || !utf8_is_tail(p[2]))
        return 0;
    if (p[0] < 0xF0)
        return (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ? 0 : 3;
    if (left < 4 || !utf8_is_tail(p[3]) || p[0] > 0xF4)
        return 0;
    return (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F) ? 0 : 4;
}

/** Every byte belongs to a well-formed sequence. Cost linear, eight ASCII bytes at a time. */
bool utf8_is_valid(struct sv s);

/**
 * The character at an offset.
 *
 * at       byte offset, at most s.len
 * out      the character; U+FFFD for an ill-formed byte
 *
 * Returns  bytes it takes (1 for an ill-formed byte), 0 at the end: while ((n = utf8_decode(s, at,
 * &c)) > 0) at += n;
 */
size_t utf8_decode(struct sv s, size_t at, uint32_t *out);

/**
 * Bytes of a character.
 *
 * c        scalar value (no surrogate, at most U+10FFFF; asserted)
 * out      receives 1 … 4 bytes
 *
 * Returns  their number
 */
size_t utf8_encode(uint32_t c, char out[4]);

/** Number of characters; each ill-formed byte counts as one. */
size_t utf8_count_chars(struct sv s);

/** Number of user-perceived characters; each ill-formed byte counts as one. Spec UAX #29 */
size_t utf8_count_graphemes(struct sv s);

/** The longest beginning of at most max_bytes that cuts no character in two. */
struct sv utf8_cut_bytes(struct sv s, size_t max_bytes);

/** The beginning of at most max_chars characters. */
struct sv utf8_cut_chars(struct sv s, size_t max_chars);

/** The same text with every ill-formed byte replaced by U+FFFD; the view itself when there is none.
 */
struct sv utf8_repair(struct arena *a, struct sv s);

/**
 * Normal form C: equal text has equal bytes.
 *
 * s        valid UTF-8
 * out      lives in the arena, or is the input when that is ASCII
 *
 * Returns  ERR_PARSE      not valid UTF-8
 *          ERR_TOO_LARGE  beyond 2^24 bytes
 * Spec     UAX #15
 */
MUST_USE enum err utf8_nfc(struct arena *a, struct sv s, struct sv *out);

/**
 * Full case folding over normal form C, for comparing without case ("Straße" and "STRASSE" are
 * one).
 *
 * s, out   as in utf8_nfc
 *
 * Returns  as utf8_nfc
 * Spec     Unicode Standard 3.13, default caseless matching
 */
MUST_USE enum err utf8_fold(struct arena *a, struct sv s, struct sv *out);
