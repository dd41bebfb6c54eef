/* One request and its answer while they are under way. Private to http.
 *
 * Made when the request line is read, given back when the library says the request is complete, and
 * nowhere else. At any time it belongs to its loop's thread or, while the connection is suspended,
 * to one worker; the queues between them order the memory.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "http/rate.h"
#include "http/request.h"
#include "http/response.h"
#include "text/params.h"

struct MHD_Connection;
struct conn;
struct loop;
struct upload_reader; /* http/intake.c */

enum exchange_phase {
    EXCHANGE_HEAD,     /* the head is there, nothing decided */
    EXCHANGE_ADMITTED, /* may send its body: asked before a large one is read */
    EXCHANGE_BODY,     /* the body is coming */
    EXCHANGE_SWALLOW,  /* refused; the rest of the body is read away */
    EXCHANGE_WAITING,  /* suspended, a worker has it */
    EXCHANGE_READY,    /* the answer can be queued */
    EXCHANGE_SENT,     /* the answer is queued */
};

/* What a worker shall do with it. */
enum exchange_work {
    EXCHANGE_WORK_ADMIT,  /* authentication and limits only */
    EXCHANGE_WORK_ANSWER, /* everything that is left */
};

struct exchange {
    struct exchange *next; /* in the free list, the work queue or the resume queue */
    struct loop *loop;
    struct conn *conn;
    struct MHD_Connection *mhd;
    struct arena arena;

    /* From here on everything is zeroed for each request. */
    struct ctx ctx;
    struct http_request request;
    struct http_response response;
    enum exchange_phase phase;
    enum exchange_work work;
    enum err refusal; /* why the body is swallowed */
    bool is_admitted; /* authentication, scope and limits are done */
    bool must_close;  /* the connection cannot be kept */
    bool has_body;
    bool is_chunked;
    bool expects_continue;
    bool is_preflight; /* OPTIONS on a known path */
    bool has_cors;     /* the path's routes have CORS, also when the method is unknown */
    unsigned allowed;
    int64_t content_length; /* -1: unknown */
    int64_t started_us;
    int64_t body_started_ms;
    uint64_t body_taken_bytes;
    uint64_t body_counted_bytes; /* of the server's budget */
    uint64_t swallowed_bytes;
    char *body; /* heap */
    size_t body_cap;
    size_t body_len;
    struct upload_reader *reader; /* of a multipart form; in the arena */
    struct params params;
    struct rate_state rate;
    char id_text[17];
};
