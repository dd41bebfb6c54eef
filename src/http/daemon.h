/* Daemon: the library's callbacks, from the request line to the answer. Private to http. */
#pragma once

#include <stddef.h>

struct MHD_Daemon;
struct loop;

/**
 * A daemon on a listening socket, which it takes over on success.
 *
 * pool_bytes  memory per connection: head, headers, upload chunk
 *
 * Returns  NULL when the library refuses
 */
struct MHD_Daemon *daemon_new(struct loop *loop, int listen_fd, size_t pool_bytes);
