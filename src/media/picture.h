/* What a picture is: kinds told by their bytes, size and frames read before anything is decoded,
 * and the bounds.
 *
 * The client's word (file name, Content-Type) is never asked. The reading here walks headers only
 * and allocates nothing, so a file that says 50,000 x 50,000 costs a few comparisons. Server and
 * helper share this file: the helper judges what came in, the server judges what the helper gave
 * back.
 *
 * Spec: PNG 3rd edition 11.2.1; JPEG (T.81) annex B; GIF89a; WebP container specification
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/sv.h"

/* Bounds of what is taken in. */
#define MEDIA_SIDE_MAX 16384u
#define MEDIA_PIXELS_MAX UINT64_C(40000000)
#define MEDIA_FRAMES_MAX 400u
#define MEDIA_FRAME_PIXELS_MAX UINT64_C(200000000) /* all frames of an animation together */
#define MEDIA_INPUT_BYTES_MAX ((size_t)64 << 20)

/* Bounds of what is given out. */
#define MEDIA_MAIN_PIXELS_MAX 8294400u                /* 3840 x 2160 */
#define MEDIA_SMALL_PIXELS_MAX 230400u                /* 640 x 360 */
#define MEDIA_ANIMATION_PIXELS_MAX UINT64_C(64000000) /* all frames together */
#define MEDIA_AVATAR_SIDE 400u
#define MEDIA_HEADER_WIDTH 1500u
#define MEDIA_HEADER_HEIGHT 500u
#define MEDIA_EMOJI_PIXELS_MAX 65536u /* 256 x 256 */
#define MEDIA_OUTPUT_BYTES_MAX ((size_t)32 << 20)
#define MEDIA_VERSION_MAX 2u

/* Numbers travel between server and helper: append only. */
enum picture_kind {
    PICTURE_KIND_NONE = 0,
    PICTURE_KIND_JPEG = 1,
    PICTURE_KIND_PNG = 2,
    PICTURE_KIND_GIF = 3,
    PICTURE_KIND_WEBP = 4,
    PICTURE_KIND_COUNT
};

/* What the picture is for, and so which versions are made. */
enum picture_purpose {
    PICTURE_PURPOSE_ATTACHMENT = 0, /* main and small */
    PICTURE_PURPOSE_AVATAR = 1,     /* main cropped to 400 x 400, and a still one when that moves */
    PICTURE_PURPOSE_HEADER = 2,     /* the same with 1500 x 500 */
    PICTURE_PURPOSE_EMOJI =
        3, /* main, at most 256 x 256 in area, and a still one when that moves */
    PICTURE_PURPOSE_COUNT
};

enum media_role {
    MEDIA_ROLE_MAIN = 0,  /* what is shown in full */
    MEDIA_ROLE_SMALL = 1, /* at most 640 x 360 pixels in area, never moving */
    MEDIA_ROLE_STILL = 2, /* first frame of a moving main version */
    MEDIA_ROLE_COUNT
};

enum media_verdict {
    MEDIA_VERDICT_OK = 0,
    MEDIA_VERDICT_UNKNOWN = 1,   /* none of the four kinds */
    MEDIA_VERDICT_TOO_LARGE = 2, /* sides, pixels, frames, or the result's bytes */
    MEDIA_VERDICT_BROKEN = 3,    /* of a known kind, but unreadable */
    MEDIA_VERDICT_COUNT
};

struct media_probe {
    enum picture_kind kind;
    uint32_t width; /* pixels as stored, before any rotation */
    uint32_t height;
    uint32_t frames; /* 1 unless animated */
};

/** "image/png"; "" for PICTURE_KIND_NONE. Static. */
struct sv media_kind_mime(enum picture_kind kind);

/** File name ending without the dot: "png"; "" for PICTURE_KIND_NONE. Static. */
struct sv media_kind_extension(enum picture_kind kind);

/**
 * The kind that the first bytes show.
 *
 * bytes    untrusted, any length
 *
 * Returns  PICTURE_KIND_NONE for everything that is not one of the four
 */
enum picture_kind media_picture_sniff(struct sv bytes);

/**
 * Read kind, size and frame count from the headers.
 *
 * bytes    untrusted, the whole file
 * out      filled only with MEDIA_VERDICT_OK; within the bounds above
 *
 * Cost     one walk over the block headers; nothing is decoded or allocated
 */
MUST_USE enum media_verdict media_picture_probe(struct sv bytes, struct media_probe *out);

/**
 * The bounds on a picture that comes in.
 *
 * Returns  MEDIA_VERDICT_OK, _TOO_LARGE, or _BROKEN for an empty one
 */
MUST_USE enum media_verdict media_picture_check(uint64_t width, uint64_t height, uint64_t frames);
