/* Hub: every open stream of a server, whatever carries it: how many there may be, and closing them by owner. Private to
 * http.
 *
 * Locks: the hub's before a stream's.
 */
#pragma once

#include <pthread.h>
#include <stddef.h>

#include "base/err.h"
#include "base/id.h"
#include "base/macros.h"

struct http_config;

struct hub {
    pthread_mutex_t lock;
    struct hub_member *first;
    size_t count;
};

/* A stream in it; part of the stream. */
struct hub_member {
    struct account_id account;
    struct token_id token;
    void (*close)(struct hub_member *member); /* with the hub's lock held; frees nothing */
    struct hub *hub;                          /* NULL: not in it */
    struct hub_member *prev;
    struct hub_member *next;
};

void hub_init(struct hub *hub);
void hub_done(struct hub *hub);

/**
 * Count a stream in.
 *
 * Returns  ERR_BUSY  the server has no room for another stream
 *          ERR_RATE  this account has too many open
 */
MUST_USE enum err hub_join(struct hub *hub, struct hub_member *member,
                           const struct http_config *config);

/** Count it out; not being in it is fine. */
void hub_leave(struct hub_member *member);

/** See http_server_close_streams. */
void hub_close(struct hub *hub, struct token_id token, struct account_id account);

size_t hub_count(struct hub *hub);
