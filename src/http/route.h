/* Routes as data: one row per method and path, with everything the middleware enforces in columns.
 *
 * A path is made of literal segments, ":name" (one segment, optionally with a literal prefix or
 * suffix, as in
 * "@:acct" and ":id.rss") and, as the last segment, "*name" for the rest of the path. ROUTE() takes
 * every column, so a row that forgets one does not compile.
 */
#pragma once

#include <stdint.h>

#include "base/err.h"
#include "http/rate.h"
#include "http/request.h"
#include "http/response.h"

/**
 * Answer a request: fill `res`, or return an error and the middleware answers with its row of
 * err.def.
 */
typedef enum err route_handler(struct ctx *ctx, struct http_request *req,
                               struct http_response *res);

struct http_sink; /* http/upload.h */

enum route_auth {
    ROUTE_AUTH_NONE,      /* nobody is asked for; the authentication hook is not called */
    ROUTE_AUTH_OPTIONAL,  /* anonymous, or whoever the credentials say; bad credentials are refused
                           */
    ROUTE_AUTH_APP,       /* any token, an app's or a user's */
    ROUTE_AUTH_USER,      /* somebody logged in */
    ROUTE_AUTH_MODERATOR, /* instance role moderator or above */
    ROUTE_AUTH_ADMIN,     /* instance role admin */
};

enum route_body {
    ROUTE_BODY_NONE,   /* a body is read away and ignored */
    ROUTE_BODY_PARAMS, /* form, multipart form without files, or JSON object: fields in req->params
                        */
    ROUTE_BODY_JSON,   /* JSON: bytes in req->body, media type checked */
    ROUTE_BODY_RAW,    /* any bytes in req->body */
    ROUTE_BODY_FILE,   /* as PARAMS; files of a multipart form go to the route's sink */
};

enum route_cors {
    ROUTE_CORS_NONE,
    ROUTE_CORS_ANY, /* Access-Control-Allow-Origin: *, without credentials */
};

enum route_run {
    ROUTE_RUN_LOOP,   /* in the event loop: under a millisecond, local, never waits */
    ROUTE_RUN_WORKER, /* on the worker pool, as a deferred answer */
};

struct route {
    enum http_method method;
    const char *path;
    route_handler *handler;
    enum route_auth auth;
    uint64_t scope; /* a token needs one of these bits; 0 = none needed */
    enum rate_bucket bucket;
    enum route_body body;
    uint32_t max_bytes; /* of the body */
    enum route_cors cors;
    enum route_run run;
    const char *since;
    const char *doc;
    const struct http_sink *sink; /* FILE routes that do not want the default: append .sink = &x */
};

/* One row. Scope, bucket and the others are positional on purpose. */
#define ROUTE(method_, path_, handler_, auth_, scope_, bucket_, body_, max_bytes_, cors_, run_,    \
              since_, doc_)                                                                        \
    {                                                                                              \
        .method = HTTP_##method_, .path = path_, .handler = handler_, .auth = ROUTE_AUTH_##auth_,  \
        .scope = scope_, .bucket = RATE_##bucket_, .body = ROUTE_BODY_##body_,                     \
        .max_bytes = max_bytes_, .cors = ROUTE_CORS_##cors_, .run = ROUTE_RUN_##run_,              \
        .since = since_, .doc = doc_                                                               \
    }

/* The rows of one API family. */
struct route_table {
    const struct route *rows;
    size_t count;
};

/**
 * May this viewer use this route? The columns auth and scope.
 *
 * Returns  ERR_LOGIN_REQUIRED  nobody logged in, on a route that needs somebody
 *          ERR_NO_TOKEN        no token at all, on a route that needs one
 *          ERR_USER_REQUIRED   an app's own token on a user's route
 *          ERR_FORBIDDEN       instance role too low
 *          ERR_SCOPE           a token without any of the route's scopes
 */
MUST_USE enum err route_admits(const struct route *route, const struct viewer *viewer);
