/* A server with a small route table, and a client that speaks raw bytes, for the tests of http. */
#pragma once

#include "harness/harness.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/ctx.h"
#include "base/log.h"
#include "http/cached.h"
#include "http/server.h"
#include "http/sse.h"

#define REPLY_MAX 262144

struct reply {
    char text[REPLY_MAX];
    size_t len;
    bool is_closed; /* the server closed the connection */
};

static inline int client_connect(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof in), 0);
    return fd;
}

static inline bool client_send(int fd, struct sv bytes)
{
    while (bytes.len > 0) {
        ssize_t n = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        bytes = sv_from_offset(bytes, (size_t)n);
    }
    return true;
}

/* How many bytes an answer has in all, once its head is there; 0 while unknown. */
static inline size_t reply_need(const struct reply *r)
{
    const char *end = strstr(r->text, "\r\n\r\n");
    if (end == NULL)
        return 0;
    size_t head = (size_t)(end - r->text) + 4;
    const char *length = strcasestr(r->text, "\r\nContent-Length: ");
    if (length == NULL || length > end)
        return strcasestr(r->text, "chunked") != NULL ? 0 : head;
    return head + strtoul(length + 18, NULL, 10);
}

/* Read one answer, or until the server closes, or until wait_ms passes without a byte. */
static inline void client_read(int fd, struct reply *r, int wait_ms)
{
    r->len = 0;
    r->is_closed = false;
    r->text[0] = '\0';
    for (;;) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        if (poll(&p, 1, wait_ms) <= 0)
            return;
        ssize_t n = recv(fd, r->text + r->len, REPLY_MAX - 1 - r->len, 0);
        if (n <= 0) {
            r->is_closed = true;
            return;
        }
        r->len += (size_t)n;
        r->text[r->len] = '\0';
        size_t need = reply_need(r);
        if (need != 0 && r->len >= need)
            return;
    }
}

static inline int reply_status(const struct reply *r)
{
    return strncmp(r->text, "HTTP/1.", 7) == 0 ? (int)strtol(r->text + 9, NULL, 10) : 0;
}

static inline const char *reply_body(const struct reply *r)
{
    const char *end = strstr(r->text, "\r\n\r\n");
    return end == NULL ? "" : end + 4;
}

static inline bool reply_has(const struct reply *r, const char *text)
{
    return strstr(r->text, text) != NULL;
}

/* One request on a connection of its own. */
static inline int client_ask(int port, const char *request, struct reply *r)
{
    int fd = client_connect(port);
    (void)client_send(fd, sv_from(request));
    client_read(fd, r, 3000);
    close(fd);
    return reply_status(r);
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: h.test\r\n\r\n"

static inline struct http_server *server_start(struct http_config *config)
{
    log_set_level(LOG_LEVEL_ERROR);
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct ctx ctx = { .arena = &arena };
    struct http_server *server = NULL;
    if (config->listen == NULL)
        config->listen = "127.0.0.1:0";
    enum err err = http_server_start(&ctx, config, &server);
    if (err != ERR_OK)
        print_message("server: %s\n", ctx.error.detail);
    assert_ok(err);
    arena_done(&arena);
    return server;
}

static inline void server_end(struct http_server *server)
{
    http_server_stop(server, 3000);
    http_server_free(server);
}
