/* String view: pointer and length, by value, never NUL-ended.
 *
 * A view owns nothing. `ptr` may be NULL only when `len` is 0; such a view means "absent" where a contract says so,
 * otherwise it is the empty string. Lengths are bytes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/macros.h"

struct sv {
    const char *ptr;
    size_t len;
};

/* View of a string literal. */
#define SV(literal) ((struct sv){ "" literal, sizeof(literal) - 1 })
/* The same as a constant initializer, for static tables. */
#define SV_INIT(literal)                                                                           \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
/* printf("%" SV_FMT, SV_ARG(view)) */
#define SV_FMT ".*s"
#define SV_ARG(view) (int)(view).len, ((view).ptr == NULL ? "" : (view).ptr)

static inline struct sv sv_make(const void *ptr, size_t len)
{
    return (struct sv){ ptr, len };
}

/** View of a NUL-ended string; NULL gives the absent view. */
static inline struct sv sv_from(const char *cstr)
{
    return (struct sv){ cstr, cstr == NULL ? 0 : strlen(cstr) };
}

static inline bool sv_is_empty(struct sv s)
{
    return s.len == 0;
}

static inline bool sv_eq(struct sv a, struct sv b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/** Equal but for the case of ASCII letters. */
bool sv_eq_nocase(struct sv a, struct sv b);

/** Byte order, shorter first on a tie: <0, 0, >0. */
int sv_cmp(struct sv a, struct sv b);

bool sv_starts_with(struct sv s, struct sv prefix);
bool sv_ends_with(struct sv s, struct sv suffix);

/** Offset of the first byte `c` at or after `from`, or SIZE_MAX. */
size_t sv_find_char(struct sv s, char c, size_t from);

/** Offset of the first occurrence of `needle` at or after `from`, or SIZE_MAX. */
size_t sv_find(struct sv s, struct sv needle, size_t from);

/** Bytes [from, from+len), both clamped to the view. */
struct sv sv_sub(struct sv s, size_t from, size_t len);

/** Everything from `from` on. */
static inline struct sv sv_from_offset(struct sv s, size_t from)
{
    return sv_sub(s, from, SIZE_MAX);
}

/** Without ASCII white space at both ends. */
struct sv sv_trim(struct sv s);

/**
 * Take the part before the next `sep` off `rest`.
 *
 * rest     advanced behind the separator; empty with ptr NULL when nothing is left
 * out      the part; may be empty
 *
 * Returns  false when `rest` was exhausted: while (sv_split(&rest, ',', &part)) …
 */
bool sv_split(struct sv *rest, char sep, struct sv *out);

/** Copy into the arena. An absent view stays absent. */
struct sv sv_copy(struct arena *a, struct sv s);

/** NUL-ended copy in the arena; bytes after an inner NUL are kept but invisible to C. */
char *sv_cstr(struct arena *a, struct sv s);

/** Copy with ASCII letters in lower case. */
struct sv sv_lower(struct arena *a, struct sv s);

/** printf into the arena. */
struct sv sv_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

/** Parts joined without separator. */
struct sv sv_concat(struct arena *a, const struct sv *parts, size_t count);

/** 64-bit hash for in-memory tables; not for security. */
uint64_t sv_hash(struct sv s, uint64_t seed);
