/* What a client sends on a WebSocket: bytes in, whole text messages out, and the frames that answer.
 *
 * wslay reads the frames: masks, fragments, UTF-8, the control frames' rules, the codes that a fault is closed with. Its
 * context takes 8 KB, so there is one only from a message's first byte to its last: sockets that wait have none.
 *
 * Private to http. Thread: the loop's.
 *
 * Spec: RFC 6455 sections 5 to 8.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/sv.h"

/* Of one message, whole. */
#define WS_MESSAGE_MAX_BYTES ((size_t)4096)
/* Taken at a time. */
#define WS_READ_MAX_BYTES ((size_t)4096)

struct ws_reader;

/* What comes of it. */
struct ws_taken {
    bool is_over;         /* it was or is to be closed; `frames` ends with the close frame */
    unsigned frame_count; /* that came whole */
    struct sv frames;     /* to be sent: pongs, a close frame; in the caller's room */
};

/* Room for the answers to WS_READ_MAX_BYTES: a pong is shorter than its ping. */
#define WS_ANSWER_MAX_BYTES (WS_READ_MAX_BYTES + 256)

/**
 * Take bytes as they came. Untrusted input.
 *
 * reader   *reader is NULL at first and between messages; to be freed with ws_reader_free
 * bytes    at most WS_READ_MAX_BYTES
 * text     called for each whole message; `message` is UTF-8, at most WS_MESSAGE_MAX_BYTES, for the time of the call
 * room     WS_ANSWER_MAX_BYTES, for out->frames
 * out      filled
 *
 * Closed with 1002 where the protocol is broken, 1003 for a binary message, 1007 for text that is not UTF-8, 1009 for a
 * message that is too long.
 */
void ws_reader_take(struct ws_reader **reader, struct sv bytes,
                    void (*text)(void *arg, struct sv message), void *arg, char *room,
                    struct ws_taken *out);

/** NULL is accepted. */
void ws_reader_free(struct ws_reader *reader);
