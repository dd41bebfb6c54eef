/* Strangers' films made into our own: videos, moving pictures and recordings, by ffmpeg in the cage.
 *
 * ffmpeg is no part of this program and need not be there; where it is not, no film is taken. It sees each file alone
 * (media/program.h), with a fixed list of containers and codecs. What comes out was decoded and encoded anew, without metadata,
 * chapters, subtitles or data streams: MP4 with H.264 and AAC, or MP3.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

#include "media/film_facts.h"
#include "media/media.h"

#define FILM_SNIFF_BYTES 64
#define FILM_PIXELS_MAX 8294400 /* 3840 x 2160 */
#define FILM_RATE_LIMIT 120     /* frames a second */
#define FILM_OUTPUT_BYTES_MAX ((size_t)160 << 20)

enum film_kind {
    FILM_VIDEO = 0,
    FILM_MOVING = 1, /* a moving picture: no sound, played over and over */
    FILM_AUDIO = 2,
};

/** Do the first bytes (FILM_SNIFF_BYTES, or all) look like one of the containers we take? */
bool media_film_sniff(struct sv head);

/** Whether films are taken here: ffmpeg and ffprobe are installed. pool may be NULL: no. */
bool media_takes_films(const struct media_pool *pool);

/**
 * Ask what is in a file.
 *
 * input    a memory file; borrowed
 *
 * Returns  ERR_VALIDATION  no film we take
 *          ERR_TOO_LARGE   more pixels or frames a second than the limits
 *          ERR_TIMEOUT, ERR_IO, ERR_MEDIA_TYPE (films are not taken here)
 * Cost     a process of some 200 ms
 */
MUST_USE enum err media_film_probe(const struct media_pool *pool, int input,
                                   struct film_facts *out);

/**
 * Encode it anew.
 *
 * input      a memory file; borrowed
 * out        a memory file of at most FILM_OUTPUT_BYTES_MAX, to be closed by the caller
 * out_facts  of what came out
 *
 * Returns  ERR_VALIDATION  it cannot be decoded, or came out too large
 *          ERR_TIMEOUT     it takes longer than media_options.film_deadline_ms
 *          ERR_IO, ERR_MEDIA_TYPE
 * Cost     up to minutes of processor time, at low priority
 */
MUST_USE enum err media_film_encode(const struct media_pool *pool, enum film_kind kind, int input,
                                    int *out, struct film_facts *out_facts);

/**
 * One picture of it as PNG: the first frame, or what is attached to sound.
 *
 * out      a memory file, to be closed by the caller; to be given to media_process, since nobody has looked at it
 */
MUST_USE enum err media_film_picture(const struct media_pool *pool, bool is_cover, int input,
                                     int *out);

/** Media type of what is made of a kind; static. */
struct sv media_film_mime(enum film_kind kind);

/** A memory file with these bytes, to be closed by the caller. ERR_IO */
MUST_USE enum err media_memory_file(struct sv bytes, int *out);
