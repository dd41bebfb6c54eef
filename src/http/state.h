/* The server's inside. Private to http. */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "http/hub.h"
#include "http/loop.h"
#include "http/router.h"
#include "http/server.h"
#include "http/worker.h"

struct http_server {
    struct http_config config;
    struct router *router;
    struct rate_table *rates;
    struct worker_pool *workers;
    struct hub hub;
    atomic_bool is_stopping;
    atomic_size_t body_total_bytes;
    atomic_uint_fast64_t request_count;
    uint64_t id_salt;
    int64_t stop_limit_ms;
    int port;
    int stream_port;
    const char *unix_paths[2]; /* removed at the end; NULL = none */
    unsigned loop_count;
    struct loop loops[];
};
