/* Control socket: commands to a running instance, over a Unix socket in the data folder.
 *
 * Only the same user and root may connect: the file's mode says so, and the peer's credentials are
 * checked as well. A client sends one JSON request at a time, with open files beside it, and gets
 * progress and one last answer. A thread a connection, for commands are few and may take long.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/sv.h"
#include "http/control_frame.h"
#include "text/json.h"

#define CONTROL_FILES_MAX 8

struct control_server;

/* One command being served. */
struct control_call {
    struct json request;          /* the object sent, with "command" */
    int files[CONTROL_FILES_MAX]; /* closed after the handler; it takes one by setting its place to
                                     -1 */
    size_t file_count;
    struct control_server *server; /* for control_progress and control_is_stopping */
    int socket;
};

/**
 * Serve one command.
 *
 * ctx      one arena for the command; setup and finish have been and will be called
 * out_json last answer, a JSON text in the arena; "null" when left alone
 *
 * Returns  any error: it is sent with its public text and, the socket being the operator's, its
 * detail
 */
typedef enum err control_handler(struct ctx *ctx, struct control_call *call, struct sv *out_json);

struct control_row {
    const char *command;
    control_handler *handler;
    const char *doc;
};

struct control_config {
    const char *path; /* of the socket; an old one is replaced */
    const struct control_row *rows;
    size_t row_count;
    void *arg;                                  /* for the hooks */
    void (*setup)(void *arg, struct ctx *ctx);  /* may be NULL */
    void (*finish)(void *arg, struct ctx *ctx); /* may be NULL */
    size_t arena_max_bytes;                     /* of one command */
};

/**
 * Listen and serve.
 *
 * config   copied; what it points at is borrowed
 * out      to be ended with control_server_stop
 *
 * Returns  ERR_BAD_PARAM  the path is too long
 *          ERR_IO         socket or thread could not be had
 */
MUST_USE enum err control_server_start(struct ctx *ctx, const struct control_config *config,
                                       struct control_server **out);

/** Refuse new commands, wait for those that run, and free. NULL is accepted. Thread: not a
 * handler's. */
void control_server_stop(struct control_server *server);

/**
 * Tell the client how far the command is.
 *
 * json     one JSON text
 *
 * Returns  ERR_IO  the client has gone; the handler may go on or give up
 */
MUST_USE enum err control_progress(struct ctx *ctx, struct control_call *call, struct sv json);

/** The server stops: long commands should end soon. */
bool control_is_stopping(const struct control_call *call);

/* The client's side. */
struct control_client;

/**
 * Connect to a running instance.
 *
 * out      to be ended with control_client_close
 *
 * Returns  ERR_NOT_FOUND  nobody listens there
 *          ERR_FORBIDDEN  not the same user, nor root
 *          ERR_IO         anything else
 */
MUST_USE enum err control_client_connect(struct ctx *ctx, const char *path,
                                         struct control_client **out);

/**
 * Send a request.
 *
 * json     an object with "command"
 * files    descriptors that the server gets copies of; at most CONTROL_FILES_MAX
 *
 * Returns  ERR_TOO_LARGE, ERR_IO
 */
MUST_USE enum err control_client_send(struct ctx *ctx, struct control_client *client,
                                      struct sv json, const int *files, size_t file_count);

/**
 * Wait for the next answer; after CONTROL_RESULT or CONTROL_ERROR the next request may be sent.
 *
 * out      its JSON is copied into the arena
 *
 * Returns  ERR_IO     the connection ended before the last answer
 *          ERR_PARSE  the answer is no frame
 */
MUST_USE enum err control_client_next(struct ctx *ctx, struct control_client *client,
                                      struct control_frame *out);

/** Close and free. NULL is accepted. */
void control_client_close(struct control_client *client);
