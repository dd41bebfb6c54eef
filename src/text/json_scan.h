/* Finding, eight bytes at a time, where the plain part of a JSON string ends; shared by the reader
 * and the writer.
 *
 * Plain is printable ASCII but quote and backslash: most of all text on the wire.
 */
#pragma once

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define JSON_SCAN_ONES UINT64_C(0x0101010101010101)
#define JSON_SCAN_HIGHS UINT64_C(0x8080808080808080)

static inline bool json_is_special(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\' || c >= 0x80;
}

/* High bit of each special byte. A borrow can mark a byte above a true hit wrongly, so only the
 * lowest mark counts. */
static inline uint64_t json_special_mask(uint64_t word)
{
    uint64_t quote = word ^ JSON_SCAN_ONES * '"';
    uint64_t backslash = word ^ JSON_SCAN_ONES * '\\';
    uint64_t control = (word - JSON_SCAN_ONES * 0x20) & ~word;
    uint64_t either =
        ((quote - JSON_SCAN_ONES) & ~quote) | ((backslash - JSON_SCAN_ONES) & ~backslash);
    return (control | either | word) & JSON_SCAN_HIGHS;
}

/* First special byte of the eight at `at`, or NULL. */
static inline const char *json_special_in_word(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    uint64_t mask = json_special_mask(le64toh(word));
    return mask == 0 ? NULL : at + (__builtin_ctzll(mask) >> 3);
}

/** First special byte in [at, end), or `end`. */
static inline const char *json_plain_end(const char *at, const char *end)
{
    bool is_long = end - at >= 8;
    for (; end - at >= 8; at += 8) {
        const char *special = json_special_in_word(at);
        if (special != NULL)
            return special;
    }
    /* The last bytes together with some that are known to be plain. */
    if (is_long && at < end) {
        const char *special = json_special_in_word(end - 8);
        return special == NULL ? end : special;
    }
    while (at < end && !json_is_special((unsigned char)*at))
        at++;
    return at;
}
