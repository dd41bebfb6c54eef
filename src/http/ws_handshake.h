/* The opening handshake of a WebSocket, as a server reads it.
 *
 * No origin is asked for: who may listen is told by a token that the client sends on purpose, never by a cookie that a
 * browser adds, so a page elsewhere can open nothing in somebody's name.
 *
 * Extensions are never agreed to: compression would keep a window for each socket.
 *
 * Spec: RFC 6455 sections 4.1, 4.2; RFC 9110 section 7.8 (Upgrade).
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "http/request.h"

#define WS_VERSION SV("13")

struct ws_handshake {
    struct sv accept; /* for Sec-WebSocket-Accept; in the arena */
    struct sv
        protocol; /* the first one that the client names: a view of the header; absent when none */
};

/** Does the client ask for a WebSocket? Untrusted. */
bool ws_is_asked(const struct http_request *req);

/** The first protocol that the client names; absent when none. Untrusted: a token of RFC 9110, or absent. */
struct sv ws_protocol(const struct http_request *req);

/**
 * Check the handshake. Untrusted input.
 *
 * out      filled on success
 *
 * Returns  ERR_UPGRADE      no WebSocket is asked for, or one of another version: answered 426 with the version
 *          ERR_BAD_REQUEST     the key is missing or no key, a protocol is not well formed
 */
MUST_USE enum err ws_handshake_check(struct arena *a, const struct http_request *req,
                                     struct ws_handshake *out);
