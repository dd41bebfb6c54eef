/* One incoming request, as handlers see it: our own type, nothing of the library shows.
 *
 * Views (target, headers, body) live until the answer is complete, also while a worker has the
 * request. Everything here comes from outside and is untrusted, but the guard has run: method,
 * target and header names are well formed, there is one Host and one length, no control bytes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/sv.h"
#include "http/address.h"
#include "http/target.h"

#define HTTP_ROUTE_VALUES_MAX 8
#define HTTP_HEADERS_MAX 100

struct exchange;    /* http/exchange.h, private */
struct http_upload; /* http/upload.h */
struct params;      /* text/params.h */
struct route;       /* http/route.h */

enum http_method {
    HTTP_GET, /* HEAD arrives as GET with is_head */
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS, /* answered by the router, never by a handler */
    HTTP_METHOD_COUNT
};

struct http_header {
    struct sv name;
    struct sv value;
};

/* A named part of a route's path: ":id" and the bytes that stood there. */
struct route_value {
    struct sv name;
    struct sv value; /* decoded; any bytes but NUL */
};

struct http_request {
    struct ctx *ctx;
    const struct route *route;
    struct sv id; /* 16 hexadecimal digits, also sent as X-Request-Id */

    enum http_method method;
    bool is_head;
    bool is_https;             /* by a trusted proxy's word */
    struct sv target;          /* as sent */
    struct http_target parsed; /* path, query, decoded segments */
    struct sv host;            /* of the Host header or the absolute target; may have a port */
    struct http_address client;

    const struct http_header *headers; /* in the order sent */
    size_t header_count;               /* at most HTTP_HEADERS_MAX */

    struct route_value values[HTTP_ROUTE_VALUES_MAX];
    size_t value_count;

    struct sv body;              /* RAW and JSON routes: the bytes; "" otherwise */
    const struct params *params; /* query merged with the body's fields, the body winning */
    struct http_upload *uploads; /* FILE routes: files in the order sent; a list */
    struct exchange *exchange;   /* the connection behind it, for this room */
};

/** Name of a method: "GET". */
struct sv http_method_name(enum http_method method);

/**
 * A header's value; names compare without case, the first one counts.
 *
 * Returns  the value, absent when there is no such header
 */
struct sv http_request_header(const struct http_request *req, struct sv name);

/** All values of a header joined by ", " in the arena; absent when there is none. */
struct sv http_request_header_joined(const struct http_request *req, struct sv name);

/** The part of the path the route names ":name"; absent when the route has no such part. */
struct sv http_request_value(const struct http_request *req, struct sv name);

/**
 * The token of "Authorization: Bearer TOKEN".
 *
 * Returns  the token, absent when the header is missing or of another scheme
 */
struct sv http_request_bearer(const struct http_request *req);

/** The value of a cookie; absent when there is none. Untrusted. */
struct sv http_request_cookie(const struct http_request *req, struct sv name);

/** Type and subtype of the body in lower case without parameters; "" when none is named. */
struct sv http_request_media_type(const struct http_request *req);

/** The raw query names one of these parameters (cheap: nothing is decoded). */
bool http_request_query_has(const struct http_request *req, const struct sv *names, size_t count);
