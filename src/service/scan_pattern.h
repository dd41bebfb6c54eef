/* Scan patterns: words in every encoding in which they could lie in a file, found in one pass over the bytes.
 *
 * As UTF-8 and both UTF-16, hexadecimal, percent-encoded, escaped as in JSON and HTML, in base64 and base64url at all three
 * offsets. ASCII letters match in either case, but for base64, which is looked for as given, in lower and in upper case.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

#define SCAN_WORDS_MAX 64
#define SCAN_WORD_BYTES_MIN 4 /* shorter ones are found anywhere by chance */
#define SCAN_WORD_BYTES_MAX 200

struct scan_pattern {
    size_t word;
    const char *encoding; /* "utf-8", "utf-16le", "base64", … */
    struct sv bytes;
    bool is_exact; /* letters in this case alone */
};

struct scan_patterns {
    const struct scan_pattern *items;
    size_t count;
    size_t longest; /* bytes */
    /* By the first two bytes of a folded pattern: the first of a chain, 1-based; next[i] goes on. */
    const unsigned *heads; /* 65536 */
    const unsigned *next;
};

/**
 * Make the patterns.
 *
 * Returns  ERR_BAD_PARAM  no word, too many, or one too short, too long or not UTF-8
 */
MUST_USE enum err scan_patterns_make(struct arena *a, const struct sv *words, size_t count,
                                     struct scan_patterns *out);

/**
 * Find every pattern that begins in the first `end` bytes.
 *
 * bytes    patterns may go on behind `end`
 * found    called for each, with the pattern's number and its place in bytes
 */
void scan_patterns_match(const struct scan_patterns *p, struct sv bytes, size_t end,
                         void (*found)(void *arg, size_t pattern, size_t at), void *arg);
