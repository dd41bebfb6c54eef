/* WebSockets: messages both ways, fed from any thread.
 *
 * A handler opens one; whoever owns it pushes frames (http/ws_frame.h) and closes it. A frame is written at once by the
 * thread that pushes it; what the network does not take waits, up to WEBSOCKET_QUEUE_MAX_BYTES. A slower reader is
 * dropped, never waited for. The same frame may wait for any number of sockets, so a broadcast costs no copies.
 *
 * The library hands over the descriptor and forgets the connection, so an idle socket takes about 300 bytes here. A ping
 * each `ping_ms`; who sends nothing until the next one is dropped. A client that sends more than
 * WEBSOCKET_FRAMES_MAX frames between two pings is closed.
 *
 * A socket is counted: the connection and the owner hold one reference each.
 *
 * Spec: RFC 6455; client API sheet section 10.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/id.h"
#include "base/sv.h"
#include "http/body.h"
#include "http/request.h"
#include "http/response.h"
#include "http/ws_frame.h"

#define WEBSOCKET_QUEUE_MAX_BYTES ((size_t)256 << 10)
#define WEBSOCKET_QUEUE_MAX_COUNT 256
#define WEBSOCKET_FRAMES_MAX 256

struct exchange;
struct loop;
struct websocket;

/* Who has it, and what to do with what comes. `arg` is not in the arena. */
struct websocket_owner {
    struct account_id account;
    struct token_id token;
    /* A whole text message: UTF-8, at most 4 KB, for the time of the call. On the loop's thread: only queue it. */
    void (*text)(void *arg, struct sv message);
    /* Called once when it is over, nothing locked; no `text` follows. On the loop's thread, or on the handler's when the
     * answer could not be sent. */
    void (*gone)(void *arg);
    void *arg;
};

/** Does a request ask for a WebSocket? Untrusted. */
bool websocket_is_asked(const struct http_request *req);

/** The first protocol that such a request names, where apps put their token; absent when there is none. Untrusted. */
struct sv websocket_protocol(const struct http_request *req);

/**
 * Make the answer of a request a WebSocket. The protocol that it names is agreed to.
 *
 * owner    copied
 * out      one reference, to be given up with websocket_unref (usually in `gone`)
 *
 * Returns  ERR_UPGRADE, ERR_BAD_REQUEST  it is no handshake
 *          ERR_BUSY  the server has no room for another stream
 *          ERR_RATE  this account has too many open
 */
MUST_USE enum err websocket_open(struct http_request *req, struct http_response *res,
                                 const struct websocket_owner *owner, struct websocket **out);

/**
 * Send a frame.
 *
 * frame    borrowed; a reference is taken where it has to wait
 *
 * Returns  false when the socket is over (client gone, closed, or dropped as too slow)
 * Thread   any
 */
bool websocket_push(struct websocket *ws, struct http_body *frame);

/** End it: what waits is still sent, then the close frame. Thread: any. */
void websocket_close(struct websocket *ws, enum ws_close code);

/** One reference more. Thread: any. */
struct websocket *websocket_ref(struct websocket *ws);

/** Give up a reference. NULL is accepted. Thread: any. */
void websocket_unref(struct websocket *ws);

/* Private to http from here on. */

struct MHD_Response;

/** The library's answer for an exchange whose response is a WebSocket. Thread: the loop's. */
struct MHD_Response *websocket_answer_new(struct exchange *ex);

/** It never became a connection. Thread: any that has the exchange. */
void websocket_never_was(struct websocket *ws);

/** The kernel says that it can be read or written. Thread: the loop's. */
void websocket_ready(struct websocket *ws, unsigned epoll_events);

/** Pings that are due, and those who did not answer the last one. Thread: the loop's. */
void websocket_beat(struct loop *loop, int64_t now_ms);

/** Say goodbye to all sockets of the loop. Thread: the loop's. */
void websocket_close_all(struct loop *loop);

/** Drop them. Thread: the loop's. */
void websocket_drop_all(struct loop *loop);
