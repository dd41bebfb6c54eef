/* Frames that a server sends on a WebSocket: whole, unmasked, made once for any number of sockets.
 *
 * Spec: RFC 6455 sections 5.2, 5.5, 7.4.
 */
#pragma once

#include <stddef.h>

#include "base/sv.h"
#include "http/body.h"

/* Why a socket is closed, on the wire. */
enum ws_close {
    WS_CLOSE_NORMAL = 1000,
    WS_CLOSE_GOING_AWAY = 1001,  /* the server stops */
    WS_CLOSE_UNSUPPORTED = 1003, /* a binary message */
    WS_CLOSE_POLICY = 1008,      /* too many frames, or too slow; or who listens may no longer */
};

/** A text message of the parts, one after the other, which are UTF-8. With one reference. */
struct http_body *ws_frame_text(const struct sv *parts, size_t count);

/** An empty ping. With one reference. */
struct http_body *ws_frame_ping(void);

/** The frame that ends a socket. With one reference. */
struct http_body *ws_frame_close(enum ws_close code);
