/* Media attachment: one picture or film and its small version. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "base/sv.h"

/* Stored; never renumbered. */
enum media_kind {
    MEDIA_UNKNOWN = 0, /* a remote file we cannot show */
    MEDIA_IMAGE = 1,
    MEDIA_GIFV = 2,
    MEDIA_VIDEO = 3,
    MEDIA_AUDIO = 4,
};

/* Stored; never renumbered. */
enum media_purpose {
    MEDIA_ATTACHMENT = 0,
    MEDIA_AVATAR = 1,
    MEDIA_HEADER = 2,
};

/* Stored; never renumbered. */
enum media_state {
    MEDIA_READY = 0,
    MEDIA_PROCESSING = 1, /* a film whose upload is there and whose versions are not yet made */
    MEDIA_FAILED = 2,     /* they could not be made */
};

/* The versions of a file; the number is part of its path and of its sealing. */
enum media_version {
    MEDIA_VERSION_ORIGINAL = 0,
    MEDIA_VERSION_SMALL = 1,
    MEDIA_VERSION_STATIC = 2, /* first frame of an animated avatar or header */
    MEDIA_VERSION_SOURCE = 3, /* a film as it was uploaded, until it is processed; never served */
    MEDIA_VERSION_COUNT
};

#define MEDIA_RATE_BYTES_MAX 24

/* What is known of a film, besides its size in pixels. */
struct media_film {
    int64_t duration_ms;
    int64_t bit_rate;      /* bits a second; 0 = not known, as all below */
    struct sv frame_rate;  /* frames a second as a fraction: "30000/1001"; empty for sound */
    struct sv audio_codec; /* "aac"; empty without sound */
    int64_t sample_rate;   /* with audio_codec */
    int64_t channels;
};

/* What is known of one version. */
struct media_file_meta {
    struct sv mime; /* "image/jpeg" …; empty when there is no such version */
    int64_t width;  /* pixels */
    int64_t height;
    int64_t size_bytes; /* of the plain bytes */
};

struct media {
    struct media_id id;
    struct account_id owner;
    struct scheduled_status_id scheduled; /* it waits with; none for others */
    struct status_id status;              /* none while not attached */
    int64_t position;                     /* in its status, from 0 */
    enum media_purpose purpose;
    enum media_kind kind;
    enum media_state state;
    struct sv file;       /* 32 hex digits; empty for remote media */
    struct sv remote_url; /* empty for local media */
    struct sv
        token; /* part of an attachment's address here; empty for avatars, headers and remote media */
    struct media_file_meta versions[MEDIA_VERSION_COUNT];
    struct media_film film; /* of a gifv, a video or a recording */
    struct sv blurhash;     /* may be empty */
    struct sv alt;          /* description; may be empty */
    bool has_focus;
    double focus_x; /* −1 … 1 */
    double focus_y;
    int64_t created_ms;
};
