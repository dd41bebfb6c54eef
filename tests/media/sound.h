/* A recording made here: a square wave of one second in WAV, 8 bits, one channel, with a word in its metadata. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/sv.h"

static inline void sound_le32(struct buf *b, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        buf_char(b, (char)(value >> 8 * i));
}

static inline struct sv sound_make(struct arena *a, struct sv word)
{
    enum {
        RATE = 8000
    };
    struct buf b;
    buf_init(&b, a, 65536);
    buf_sv(&b, SV("RIFF"));
    sound_le32(&b, (uint32_t)(4 + 24 + 8 + 12 + word.len + 8 + RATE));
    buf_sv(&b, SV("WAVEfmt \x10\0\0\0\1\0\1\0"));
    sound_le32(&b, RATE);
    sound_le32(&b, RATE);
    buf_sv(&b, SV("\1\0\x08\0LIST"));
    sound_le32(&b, (uint32_t)(12 + word.len));
    buf_sv(&b, SV("INFOINAM"));
    sound_le32(&b, (uint32_t)word.len);
    buf_sv(&b, word);
    buf_sv(&b, SV("data"));
    sound_le32(&b, RATE);
    for (int i = 0; i < RATE; i++)
        buf_char(&b, i / 16 % 2 == 0 ? '\x40' : '\xc0');
    return buf_view(&b);
}
