/* Media attachment: one picture and its small version. */
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

/* The versions of a file; the number is part of its path and of its sealing. */
enum media_version {
    MEDIA_VERSION_ORIGINAL = 0,
    MEDIA_VERSION_SMALL = 1,
    MEDIA_VERSION_STATIC = 2, /* first frame of an animated avatar or header */
    MEDIA_VERSION_COUNT
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
    struct sv file;       /* 32 hex digits; empty for remote media */
    struct sv remote_url; /* empty for local media */
    struct sv
        token; /* part of an attachment's address here; empty for avatars, headers and remote media */
    struct media_file_meta versions[MEDIA_VERSION_COUNT];
    struct sv blurhash; /* may be empty */
    struct sv alt;      /* description; may be empty */
    bool has_focus;
    double focus_x; /* −1 … 1 */
    double focus_y;
    int64_t created_ms;
};
