/* A server with route tables of api on a store, and a client: what api tests run on. */
#pragma once

#include "harness/service_fixture.h"

#include "http/server.h"

struct api_fixture {
    struct service_fixture service;
    struct http_server *server;
    struct arena arena; /* of replies; reset by nobody but api_close */
    int port;
};

struct api_reply {
    int status;
    struct sv head; /* status line and headers, without the empty line */
    struct sv body;
};

/** Start on a free port of the loopback address, without rate limits. Tables are borrowed. */
void api_open(struct api_fixture *f, enum fixture_engine engine, const struct route_table *tables,
              size_t count);
void api_close(struct api_fixture *f);

/**
 * One request on a connection of its own.
 *
 * headers  lines with CR LF at their ends; may be ""
 * body     "" for none; Content-Length is added
 */
struct api_reply api_call(struct api_fixture *f, const char *method, const char *target,
                          const char *headers, const char *body);

/** A form sent with POST. */
struct api_reply api_post(struct api_fixture *f, const char *target, const char *headers,
                          const char *form);

/** The value of an answer's header, by its name in any case; absent when there is none. */
struct sv api_reply_header(const struct api_reply *reply, struct sv name);

/** The text between two others in a view, or the absent view: for a token in JSON, a field in a page. */
struct sv api_between(struct sv text, const char *before, const char *after);
