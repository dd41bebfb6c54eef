/* Frames of the control socket: how a request and its answers are told apart in a stream of bytes.
 *
 * A frame is four bytes of length (big-endian, of what follows), one byte of kind, and JSON.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

#define CONTROL_FRAME_MAX_BYTES ((size_t)1 << 20)
#define CONTROL_FRAME_HEAD_BYTES ((size_t)5)

enum control_kind {
    CONTROL_REQUEST = 'Q',  /* client to server: {"command": "…", …} */
    CONTROL_PROGRESS = 'P', /* any number of them */
    CONTROL_RESULT = 'R',   /* the last one: it worked */
    CONTROL_ERROR = 'E',    /* the last one: {"error": "…", "code": "ERR_…"} */
};

struct control_frame {
    enum control_kind kind;
    struct sv json; /* not yet parsed */
};

/**
 * Take the first frame off received bytes. Untrusted input.
 *
 * out       view into `received`
 * out_used  bytes of the frame; 0 when it is not complete yet (out untouched)
 *
 * Returns  ERR_TOO_LARGE  a length above the bound
 *          ERR_PARSE      an unknown kind, or a length of 0
 */
MUST_USE enum err control_frame_parse(struct sv received, struct control_frame *out,
                                      size_t *out_used);

/**
 * The bytes of a frame, in the arena.
 *
 * Returns  ERR_TOO_LARGE  more JSON than a frame holds
 */
MUST_USE enum err control_frame_render(struct arena *a, enum control_kind kind, struct sv json,
                                       struct sv *out);
