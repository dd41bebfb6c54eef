/* Growing byte buffer in an arena. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

void buf_init(struct buf *b, struct arena *a, size_t max_bytes)
{
    assert(max_bytes > 0);
    *b = (struct buf){ .arena = a, .max_bytes = max_bytes };
}

bool buf_reserve(struct buf *b, size_t size)
{
    if (size <= b->cap - b->len)
        return true;
    if (size > b->max_bytes - b->len) {
        b->is_overflown = true;
        return false;
    }
    size_t cap = b->cap < 128 ? 256 : b->cap * 2;
    if (cap < b->len + size)
        cap = b->len + size;
    if (cap > b->max_bytes)
        cap = b->max_bytes;
    char *grown = arena_alloc(b->arena, cap);
    if (b->len > 0)
        memcpy(grown, b->ptr, b->len);
    b->ptr = grown;
    b->cap = cap;
    return true;
}

void buf_sv(struct buf *b, struct sv s)
{
    if (s.len == 0 || b->is_overflown || !buf_reserve(b, s.len))
        return;
    memcpy(b->ptr + b->len, s.ptr, s.len);
    b->len += s.len;
}

void buf_char(struct buf *b, char c)
{
    buf_sv(b, sv_make(&c, 1));
}

void buf_u64(struct buf *b, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    buf_sv(b, sv_make(digits + at, sizeof digits - at));
}

void buf_i64(struct buf *b, int64_t value)
{
    if (value < 0) {
        buf_char(b, '-');
        buf_u64(b, 0 - (uint64_t)value);
        return;
    }
    buf_u64(b, (uint64_t)value);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    assert(len >= 0);
    /* One byte more than the text: vsnprintf ends it with a NUL that is not counted. */
    if (!b->is_overflown && buf_reserve(b, (size_t)len + 1)) {
        (void)vsnprintf(b->ptr + b->len, (size_t)len + 1, fmt, again);
        b->len += (size_t)len;
    }
    va_end(again);
}
