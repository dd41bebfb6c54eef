/* What ffprobe says of a film: sizes, rates, and which streams there are. Its text is not believed to be what we asked for. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/sv.h"

#define FILM_CODEC_BYTES 24
#define FILM_RATE_MAX 1000000000

struct film_facts {
    bool has_video; /* pictures that move, or one that stands for them */
    bool has_audio;
    bool has_cover; /* a still picture attached to sound */
    int64_t width;  /* pixels as shown, after rotation; with has_video */
    int64_t height;
    int64_t rate_count;   /* frames in … */
    int64_t rate_seconds; /* … so many seconds; 0 when not known */
    int64_t duration_ms;  /* 0 when not known */
    int64_t bit_rate;     /* of everything, bits a second; 0 when not known */
    int64_t sample_rate;  /* with has_audio */
    int64_t channels;
    char audio_codec[FILM_CODEC_BYTES]; /* "aac"; letters, digits and underscores */
};

/**
 * Read the text of `ffprobe -of default`: sections in brackets, a `key=value` a line.
 *
 * text     untrusted
 * out      filled on success
 *
 * Returns  false when there is neither a video nor an audio stream, or a video without size
 */
MUST_USE bool film_facts_parse(struct sv text, struct film_facts *out);
