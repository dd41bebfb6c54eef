/* String view. */
#include "base/sv.h"

#include <stdarg.h>
#include <stdio.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

bool sv_eq_nocase(struct sv a, struct sv b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

int sv_cmp(struct sv a, struct sv b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len == 0 ? 0 : memcmp(a.ptr, b.ptr, len);
    if (order != 0)
        return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool sv_starts_with(struct sv s, struct sv prefix)
{
    return s.len >= prefix.len && sv_eq(sv_sub(s, 0, prefix.len), prefix);
}

bool sv_ends_with(struct sv s, struct sv suffix)
{
    return s.len >= suffix.len && sv_eq(sv_from_offset(s, s.len - suffix.len), suffix);
}

size_t sv_find_char(struct sv s, char c, size_t from)
{
    if (from >= s.len)
        return SIZE_MAX;
    const char *hit = memchr(s.ptr + from, c, s.len - from);
    return hit == NULL ? SIZE_MAX : (size_t)(hit - s.ptr);
}

size_t sv_find(struct sv s, struct sv needle, size_t from)
{
    if (needle.len == 0)
        return from <= s.len ? from : SIZE_MAX;
    for (size_t i = from; i < s.len && s.len - i >= needle.len; i++) {
        i = sv_find_char(s, needle.ptr[0], i);
        if (i == SIZE_MAX || s.len - i < needle.len)
            return SIZE_MAX;
        if (memcmp(s.ptr + i, needle.ptr, needle.len) == 0)
            return i;
    }
    return SIZE_MAX;
}

struct sv sv_sub(struct sv s, size_t from, size_t len)
{
    if (from > s.len)
        from = s.len;
    if (len > s.len - from)
        len = s.len - from;
    return (struct sv){ s.ptr == NULL ? NULL : s.ptr + from, len };
}

struct sv sv_trim(struct sv s)
{
    while (s.len > 0 && is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bool sv_split(struct sv *rest, char sep, struct sv *out)
{
    if (rest->ptr == NULL)
        return false;
    size_t at = sv_find_char(*rest, sep, 0);
    if (at == SIZE_MAX) {
        *out = *rest;
        *rest = (struct sv){ NULL, 0 };
        return true;
    }
    *out = sv_sub(*rest, 0, at);
    *rest = sv_from_offset(*rest, at + 1);
    return true;
}

struct sv sv_copy(struct arena *a, struct sv s)
{
    if (s.ptr == NULL)
        return s;
    return sv_make(arena_copy(a, s.ptr, s.len), s.len);
}

char *sv_cstr(struct arena *a, struct sv s)
{
    char *copy = arena_alloc(a, s.len + 1);
    if (s.len > 0)
        memcpy(copy, s.ptr, s.len);
    return copy;
}

struct sv sv_lower(struct arena *a, struct sv s)
{
    char *copy = sv_cstr(a, s);
    for (size_t i = 0; i < s.len; i++)
        copy[i] = lower(copy[i]);
    return sv_make(copy, s.len);
}

struct sv sv_printf(struct arena *a, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    assert(len >= 0);
    char *text = arena_alloc(a, (size_t)len + 1);
    (void)vsnprintf(text, (size_t)len + 1, fmt, again);
    va_end(again);
    return sv_make(text, (size_t)len);
}

struct sv sv_concat(struct arena *a, const struct sv *parts, size_t count)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += parts[i].len;
    char *text = arena_alloc(a, len + 1);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len > 0)
            memcpy(text + at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
    }
    return sv_make(text, len);
}

uint64_t sv_hash(struct sv s, uint64_t seed)
{
    uint64_t h = seed ^ UINT64_C(0x9E3779B97F4A7C15) ^ s.len;
    for (size_t i = 0; i < s.len; i++) {
        h ^= (unsigned char)s.ptr[i];
        h *= UINT64_C(0x100000001B3);
        h ^= h >> 29;
    }
    h ^= h >> 32;
    h *= UINT64_C(0xD6E8FEB86659FD93);
    h ^= h >> 32;
    return h;
}
