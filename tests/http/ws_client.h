/* Frames as a client sends them, for the tests of WebSockets. */
#pragma once

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/sv.h"

#define FRAME_FIN 0x80u
#define FRAME_MORE 0x0u
#define FRAME_CONTINUATION 0x0u
#define FRAME_TEXT 0x1u
#define FRAME_BINARY 0x2u
#define FRAME_CLOSE 0x8u
#define FRAME_PING 0x9u
#define FRAME_PONG 0xau
#define FRAME_HEAD_MAX 8

/* A masked frame of less than 64 KB; how many bytes it has. `out` has room for FRAME_HEAD_MAX more than the payload. */
static inline size_t frame_make(char *out, unsigned first, struct sv payload)
{
    static const char mask[4] = { 0x11, 0x22, 0x33, 0x44 };
    size_t at = 2;
    assert(payload.len <= 65535);
    out[0] = (char)first;
    out[1] = (char)(0x80u | (payload.len <= 125 ? payload.len : 126));
    if (payload.len > 125) {
        out[2] = (char)(payload.len >> 8);
        out[3] = (char)(payload.len & 0xff);
        at = 4;
    }
    memcpy(out + at, mask, 4);
    at += 4;
    for (size_t i = 0; i < payload.len; i++)
        out[at + i] = (char)(payload.ptr[i] ^ mask[i % 4]);
    return at + payload.len;
}
