/* Frames that a server sends on a WebSocket. */
#include "http/ws_frame.h"

#include <stdint.h>
#include <string.h>

#include "base/heap.h"

#define FIN 0x80u
#define OPCODE_TEXT 0x1u
#define OPCODE_CLOSE 0x8u
#define OPCODE_PING 0x9u
#define HEAD_MAX_BYTES 10
/* Lengths up to this stand in the second byte; the two above it say how many bytes of length follow. */
#define LENGTH_SHORT_MAX 125
#define LENGTH_TWO_BYTES 126
#define LENGTH_EIGHT_BYTES 127

static void number_write(unsigned char *at, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        at[i] = (unsigned char)(value >> (8 * (bytes - 1 - i)));
}

static size_t head_write(unsigned char head[HEAD_MAX_BYTES], unsigned opcode, size_t len)
{
    head[0] = (unsigned char)(FIN | opcode);
    if (len <= LENGTH_SHORT_MAX) {
        head[1] = (unsigned char)len;
        return 2;
    }
    size_t bytes = len <= UINT16_MAX ? 2 : 8;
    head[1] = bytes == 2 ? LENGTH_TWO_BYTES : LENGTH_EIGHT_BYTES;
    number_write(head + 2, len, bytes);
    return 2 + bytes;
}

static struct http_body *frame_new(unsigned opcode, const struct sv *parts, size_t count)
{
    unsigned char head[HEAD_MAX_BYTES];
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += parts[i].len;
    size_t at = head_write(head, opcode, len);
    struct http_body *body = heap_resize(NULL, sizeof *body + at + len);
    atomic_init(&body->refs, 1);
    body->len = at + len;
    memcpy(body->bytes, head, at);
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len > 0)
            memcpy(body->bytes + at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
    }
    return body;
}

struct http_body *ws_frame_text(const struct sv *parts, size_t count)
{
    return frame_new(OPCODE_TEXT, parts, count);
}

struct http_body *ws_frame_ping(void)
{
    return frame_new(OPCODE_PING, NULL, 0);
}

struct http_body *ws_frame_close(enum ws_close code)
{
    unsigned char bytes[2];
    number_write(bytes, (uint64_t)code, sizeof bytes);
    struct sv part = sv_make(bytes, sizeof bytes);
    return frame_new(OPCODE_CLOSE, &part, 1);
}
