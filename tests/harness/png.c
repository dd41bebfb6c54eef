/* A PNG made without a library. */
#include "harness/png.h"

#include "base/buf.h"

#define PNG_MAX_BYTES ((size_t)8 << 20)
#define STORED_MAX 65535u

static void put_u32(struct buf *b, uint32_t v)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_char(b, (char)(v >> shift));
}

static uint32_t crc(struct sv bytes)
{
    uint32_t c = 0xffffffff;
    for (size_t i = 0; i < bytes.len; i++) {
        c ^= (unsigned char)bytes.ptr[i];
        for (int k = 0; k < 8; k++)
            c = (c >> 1) ^ (0xedb88320 & (0u - (c & 1)));
    }
    return ~c;
}

static uint32_t adler(struct sv bytes)
{
    uint32_t low = 1;
    uint32_t high = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        low = (low + (unsigned char)bytes.ptr[i]) % 65521;
        high = (high + low) % 65521;
    }
    return high << 16 | low;
}

static void put_chunk(struct buf *b, const char *type, struct sv data)
{
    put_u32(b, (uint32_t)data.len);
    size_t at = b->len;
    buf_sv(b, sv_from(type));
    buf_sv(b, data);
    put_u32(b, crc(sv_make(b->ptr + at, b->len - at)));
}

static struct sv pixels(struct arena *a, uint32_t width, uint32_t height)
{
    struct buf b;
    buf_init(&b, a, PNG_MAX_BYTES);
    for (uint32_t y = 0; y < height; y++) {
        buf_char(&b, 0);
        for (uint32_t x = 0; x < width; x++) {
            buf_char(&b, (char)(x * 255 / width));
            buf_char(&b, (char)(y * 255 / height));
            buf_char(&b, (char)((x * 2654435761u ^ y * 2246822519u) * 2654435761u >> 16 & 0xff));
        }
    }
    return buf_view(&b);
}

static struct sv stored(struct arena *a, struct sv raw)
{
    struct buf b;
    buf_init(&b, a, PNG_MAX_BYTES);
    buf_sv(&b, SV("\x78\x01"));
    for (size_t at = 0; at < raw.len; at += STORED_MAX) {
        struct sv part = sv_sub(raw, at, STORED_MAX);
        buf_char(&b, at + part.len == raw.len);
        buf_char(&b, (char)(part.len & 0xff));
        buf_char(&b, (char)(part.len >> 8));
        buf_char(&b, (char)(~part.len & 0xff));
        buf_char(&b, (char)(~part.len >> 8 & 0xff));
        buf_sv(&b, part);
    }
    put_u32(&b, adler(raw));
    return buf_view(&b);
}

struct sv harness_png_with_text(struct arena *a, uint32_t width, uint32_t height, struct sv text)
{
    struct buf head;
    buf_init(&head, a, 64);
    put_u32(&head, width);
    put_u32(&head, height);
    buf_sv(&head, SV("\x08\x02\0\0\0"));
    struct sv data = stored(a, pixels(a, width, height));
    struct buf b;
    buf_init(&b, a, PNG_MAX_BYTES);
    buf_sv(&b, SV("\x89PNG\r\n\x1a\n"));
    put_chunk(&b, "IHDR", buf_view(&head));
    if (text.len > 0)
        put_chunk(&b, "tEXt", sv_printf(a, "Comment%c%" SV_FMT, 0, SV_ARG(text)));
    put_chunk(&b, "IDAT", data);
    put_chunk(&b, "IEND", SV(""));
    return buf_view(&b);
}

struct sv harness_png(struct arena *a, uint32_t width, uint32_t height)
{
    return harness_png_with_text(a, width, height, SV(""));
}
