/* One answer, as handlers make it.
 *
 * A handler fills it and returns ERR_OK, or returns an error and the middleware makes the answer.
 * Header names are string literals; values are copied when the answer is sent. A value with a
 * control byte (an attempt to split the answer) turns the whole answer into a 500.
 *
 * Spec: RFC 9110, RFC 9112; client API sheet 1.2 for the error body.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/sv.h"
#include "http/body.h"
#include "http/request.h"

#define HTTP_RESPONSE_HEADERS_MAX 32

struct http_cached; /* http/cached.h */
struct sse_stream;  /* http/sse.h */
struct websocket;   /* http/websocket.h */

enum http_content {
    HTTP_CONTENT_BYTES,     /* `bytes`, in the request's arena or static */
    HTTP_CONTENT_BODY,      /* `body`, one reference held */
    HTTP_CONTENT_CACHED,    /* `cached`, one reference held */
    HTTP_CONTENT_PULL,      /* `pull` */
    HTTP_CONTENT_STREAM,    /* `stream`: server-sent events */
    HTTP_CONTENT_WEBSOCKET, /* `websocket`: the connection becomes one */
};

/* A body made while it is sent (sealed media: one chunk opened at a time). */
struct http_pull {
    /* Bytes [offset, offset+max) of the content into `out`: how many were written (at least 1), or
     * -1 to cut the connection. Runs in a loop: local reads only. */
    ssize_t (*fill)(void *arg, uint64_t offset, char *out, size_t max);
    void (*done)(void *arg); /* exactly once, when the answer is over; may be NULL */
    void *arg;               /* not in the arena: `done` runs after it is gone */
    uint64_t offset;         /* first byte sent */
    uint64_t len;            /* bytes sent */
};

struct http_response {
    int status;
    enum err err; /* for the log */
    bool is_bad;  /* a header value would have split the answer */
    struct http_header headers[HTTP_RESPONSE_HEADERS_MAX];
    size_t header_count;
    enum http_content content;
    struct sv bytes;
    struct http_body *body;
    struct http_cached *cached;
    struct http_pull pull;
    struct sse_stream *stream;
    struct websocket *websocket;
};

/** An empty 200. */
void http_response_init(struct http_response *res);

/** Give up what the answer holds (body, cached, pull) and make it an empty 200 again. */
void http_response_reset(struct http_response *res);

/**
 * Add a header; several of one name are allowed.
 *
 * name     string literal
 * value    lives until the answer is sent (arena or static); a control byte in it spoils the answer
 */
void http_response_header(struct http_response *res, const char *name, struct sv value);

/** True when a header of this name was added. */
bool http_response_has_header(const struct http_response *res, struct sv name);

/** Body of any type from bytes in the arena or static. */
void http_response_bytes(struct http_response *res, const char *content_type, struct sv bytes);

/** The same from a shared body. Takes over one reference. */
void http_response_body(struct http_response *res, const char *content_type,
                        struct http_body *body);

/** "application/json; charset=utf-8". */
void http_response_json(struct http_response *res, struct sv json);

/** "text/html; charset=utf-8". */
void http_response_html(struct http_response *res, struct sv html);

/** See http/cached.h. Takes over one reference; answers 304 when the client has this very version.
 */
void http_response_cached(const struct http_request *req, struct http_response *res,
                          struct http_cached *cached);

/**
 * Send the client elsewhere.
 *
 * status   301, 302, 303, 307 or 308
 * location absolute URL or path, in the arena or static
 */
void http_response_redirect(struct http_response *res, int status, struct sv location);

/** {"error":"…"} with the status and public text of the code. */
void http_response_error(struct http_response *res, enum err err);

/**
 * The same with a text of its own.
 *
 * text     for the client: UTF-8, no markup, no private data; in the arena or static
 */
void http_response_error_text(const struct http_request *req, struct http_response *res,
                              enum err err, struct sv text);

/**
 * Set ETag, and answer 304 when the client's If-None-Match names it.
 *
 * etag     with its quotes: "\"abc\"" or "W/\"abc\""; in the arena or static
 *
 * Returns  true when the answer is the 304: the handler is done
 * Spec     RFC 9110 section 13.1.2 (weak comparison)
 */
bool http_response_etag(const struct http_request *req, struct http_response *res, struct sv etag);

/** If-None-Match (or "*") names this tag, by weak comparison. Untrusted input. */
bool http_etag_matches(struct sv if_none_match, struct sv etag);

/**
 * Which bytes to send, after the Range and If-Range headers; sets 206 and Content-Range, or 416,
 * and Accept-Ranges. Several ranges in one request are answered with the whole content, as the
 * document allows.
 *
 * total    bytes of the whole content
 * etag     of the content for If-Range; may be absent
 * out_*    first byte and number of bytes to send
 *
 * Returns  false when the answer is the 416: the handler is done
 * Spec     RFC 9110 section 14
 */
bool http_response_range(const struct http_request *req, struct http_response *res, uint64_t total,
                         struct sv etag, uint64_t *out_offset, uint64_t *out_len);

/** A body that is made while it is sent. `pull.done` is called even when the answer is never sent.
 */
void http_response_pull(struct http_response *res, const char *content_type, struct http_pull pull);
