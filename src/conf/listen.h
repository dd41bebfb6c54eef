/* Where to listen: ADDRESS:PORT, [ADDRESS]:PORT, or unix:PATH. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

struct conf_listen {
    bool is_unix;
    bool is_loopback; /* reachable from this machine only */
    const char *path; /* of a Unix socket, at most 107 bytes; NULL otherwise */
    const char *host; /* numeric address without brackets; NULL with a Unix socket */
    int32_t port;     /* 1 … 65535; 0 with a Unix socket */
};

/**
 * Parse a server.listen value.
 *
 * text     untrusted
 * out      filled on success; NUL-ended strings in the arena
 *
 * Returns  ERR_PARSE  it is none of the three forms; host names other than `localhost` are refused,
 * for they may mean several addresses
 */
MUST_USE enum err conf_listen_parse(struct arena *a, struct sv text, struct conf_listen *out);
