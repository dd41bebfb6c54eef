/* Growing byte buffer in an arena, born with a maximum.
 *
 * Appending past the maximum sets a sticky overflow mark and drops the bytes, so a writer appends without checks and
 * asks once at the end.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/macros.h"
#include "base/sv.h"

struct buf {
    struct arena *arena;
    char *ptr;
    size_t len;
    size_t cap;
    size_t max_bytes;
    bool is_overflown; /* sticky */
};

/** An empty buffer that holds at most max_bytes. */
void buf_init(struct buf *b, struct arena *a, size_t max_bytes);

/** Room for `size` more bytes; false (and the mark) when that passes the maximum. */
bool buf_reserve(struct buf *b, size_t size);

void buf_sv(struct buf *b, struct sv s);
void buf_char(struct buf *b, char c);
void buf_i64(struct buf *b, int64_t value);
void buf_u64(struct buf *b, uint64_t value);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Append a string literal. */
#define buf_lit(b, literal) buf_sv((b), SV(literal))

/** What was written so far; valid until the next append. */
static inline struct sv buf_view(const struct buf *b)
{
    return sv_make(b->ptr, b->len);
}
