/* A peer for tests: a small HTTP server on loopback. */
#include "peer.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#define HEAD_MAX 16384
#define BOMB_BYTES ((size_t)16 << 20)

struct peer_thread {
    pthread_t id;
    atomic_bool is_stopping;
    atomic_int open; /* connections being served */
};

struct connection {
    struct peer *peer;
    int fd;
    char head[HEAD_MAX];
    size_t len;      /* bytes in head, the next request's among them */
    size_t head_len; /* of this request's head */
};

static bool write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        len -= (size_t)sent;
    }
    return true;
}

static bool answer(int fd, const char *status, const char *headers, const char *body, size_t len)
{
    char head[8192];
    int size = snprintf(head, sizeof head, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n%s\r\n", status,
                        len, headers);
    assert(size > 0 && (size_t)size < sizeof head);
    return write_all(fd, head, (size_t)size) && write_all(fd, body, len);
}

static bool answer_ok(int fd)
{
    return answer(fd, "200 OK", "Content-Type: application/activity+json; charset=utf-8\r\n",
                  "{\"ok\":true}", 11);
}

static bool redirect(int fd, const char *to)
{
    char header[4200];
    (void)snprintf(header, sizeof header, "Location: %s\r\n", to);
    return answer(fd, "302 Found", header, "", 0);
}

static bool answer_gzip(int fd, const char *body, size_t len)
{
    uLong cap = compressBound(len) + 64;
    unsigned char *packed = malloc(cap);
    z_stream z = { 0 };
    int err = deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    assert(err == Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)body;
    z.avail_in = (uInt)len;
    z.next_out = packed;
    z.avail_out = (uInt)cap;
    err = deflate(&z, Z_FINISH);
    assert(err == Z_STREAM_END);
    bool done = answer(fd, "200 OK",
                       "Content-Type: application/activity+json\r\nContent-Encoding: gzip\r\n",
                       (const char *)packed, z.total_out);
    (void)deflateEnd(&z);
    free(packed);
    return done;
}

static bool answer_bomb(int fd)
{
    char *zeros = calloc(1, BOMB_BYTES);
    bool done = answer_gzip(fd, zeros, BOMB_BYTES);
    free(zeros);
    return done;
}

/* Repeat a piece until the other side has enough; then the connection is over. */
static bool repeat(struct connection *c, const char *start, const char *piece, useconds_t pause)
{
    bool goes_on = write_all(c->fd, start, strlen(start));
    while (goes_on && !atomic_load(&c->peer->acceptor->is_stopping)) {
        goes_on = write_all(c->fd, piece, strlen(piece));
        if (pause > 0)
            (void)usleep(pause);
    }
    return false;
}

static bool stay_silent(struct connection *c)
{
    char byte;
    while (!atomic_load(&c->peer->acceptor->is_stopping) &&
           recv(c->fd, &byte, 1, MSG_DONTWAIT) != 0)
        (void)usleep(5000);
    return false;
}

static bool answer_hops(int fd, int hops)
{
    char to[32];
    if (hops == 0)
        return answer_ok(fd);
    (void)snprintf(to, sizeof to, "/hops/%d", hops - 1);
    return redirect(fd, to);
}

static bool starts(const char *path, const char *prefix)
{
    return strncmp(path, prefix, strlen(prefix)) == 0;
}

static bool misbehave(struct connection *c, const char *path)
{
    static const char *chunk = "1000\r\n";
    static char piece[4200];
    if (strcmp(path, "/drip") == 0)
        return repeat(c, "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", "x", 10000);
    if (strcmp(path, "/silent") == 0)
        return stay_silent(c);
    if (strcmp(path, "/announced") == 0)
        return repeat(c, "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", "xxxxxxxx", 1000);
    if (strcmp(path, "/heads") == 0)
        return repeat(c, "HTTP/1.1 200 OK\r\n",
                      "X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", 0);
    if (strcmp(path, "/junk") == 0)
        return repeat(c, "SSH-2.0-OpenSSH\r\n", "junk\r\n", 1000);
    (void)snprintf(piece, sizeof piece, "%s%04096d\r\n", chunk, 0);
    return repeat(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", piece, 0);
}

static bool behave(struct connection *c, const char *path)
{
    if (strcmp(path, "/ok") == 0)
        return answer_ok(c->fd);
    if (strcmp(path, "/slow") == 0) {
        (void)usleep(50000);
        return answer_ok(c->fd);
    }
    if (starts(path, "/echo"))
        return answer(c->fd, "200 OK", "Content-Type: text/plain\r\nDate: Thu, 01 Jan 1970\r\n",
                      c->head, c->head_len);
    if (starts(path, "/status/"))
        return answer(c->fd, path + 8, "Retry-After: 7\r\nContent-Type: text/plain\r\n", "no", 2);
    if (starts(path, "/to/"))
        return redirect(c->fd, path + 4);
    if (strcmp(path, "/loop") == 0)
        return redirect(c->fd, "/loop");
    if (starts(path, "/hops/"))
        return answer_hops(c->fd, path[6] - '0');
    if (strcmp(path, "/gzip") == 0)
        return answer_gzip(c->fd, "{\"ok\":true}", 11);
    if (strcmp(path, "/bomb") == 0)
        return answer_bomb(c->fd);
    return misbehave(c, path);
}

/* Read until the head of a request is there. */
static bool read_head(struct connection *c)
{
    for (;;) {
        char *end = memmem(c->head, c->len, "\r\n\r\n", 4);
        if (end != NULL) {
            c->head_len = (size_t)(end - c->head) + 4;
            return true;
        }
        ssize_t got = recv(c->fd, c->head + c->len, HEAD_MAX - c->len, 0);
        if (got <= 0)
            return false;
        c->len += (size_t)got;
    }
}

static size_t content_length(const struct connection *c)
{
    static const char *name = "\r\nContent-Length: ";
    char *at = memmem(c->head, c->head_len, name, strlen(name));
    return at == NULL ? 0 : strtoul(at + strlen(name), NULL, 10);
}

/* Read and drop the body; what came after it moves to the front. */
static bool skip_body(struct connection *c, size_t length)
{
    size_t have = c->len - c->head_len;
    size_t used = have < length ? have : length;
    memmove(c->head, c->head + c->head_len + used, have - used);
    c->len = have - used;
    for (size_t left = length - used; left > 0;) {
        char dropped[16384];
        ssize_t got = recv(c->fd, dropped, left < sizeof dropped ? left : sizeof dropped, 0);
        if (got <= 0)
            return false;
        left -= (size_t)got;
    }
    return true;
}

static bool serve_one(struct connection *c)
{
    char path[4096];
    if (!read_head(c))
        return false;
    size_t length = content_length(c);
    char *start = memchr(c->head, ' ', c->head_len);
    char *end = start == NULL ? NULL : memchr(start + 1, ' ', 4000);
    assert(end != NULL);
    size_t size = (size_t)(end - start - 1);
    memcpy(path, start + 1, size);
    path[size] = '\0';
    int active = atomic_fetch_add(&c->peer->active, 1) + 1;
    int most = atomic_load(&c->peer->active_most);
    while (active > most && !atomic_compare_exchange_weak(&c->peer->active_most, &most, active))
        continue;
    atomic_fetch_add(&c->peer->body_bytes, length);
    atomic_fetch_add(&c->peer->requests, 1);
    char head[HEAD_MAX];
    size_t head_len = c->head_len;
    memcpy(head, c->head, head_len);
    bool is_read = skip_body(c, length);
    /* The echo wants the head, which skip_body moved away. */
    struct connection view = *c;
    memcpy(view.head, head, head_len);
    view.head_len = head_len;
    atomic_fetch_sub(&c->peer->active, 1);
    return is_read && behave(&view, path);
}

static void *serve(void *arg)
{
    struct connection *c = arg;
    while (serve_one(c))
        continue;
    (void)close(c->fd);
    atomic_fetch_sub(&c->peer->acceptor->open, 1);
    free(c);
    return NULL;
}

static void *accept_all(void *arg)
{
    struct peer *p = arg;
    for (;;) {
        int fd = accept(p->listener, NULL, NULL);
        if (fd < 0 || atomic_load(&p->acceptor->is_stopping)) {
            if (fd >= 0)
                (void)close(fd);
            return NULL;
        }
        int on = 1;
        struct timeval limit = { .tv_sec = 5 };
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        atomic_fetch_add(&p->connections, 1);
        atomic_fetch_add(&p->acceptor->open, 1);
        struct connection *c = calloc(1, sizeof *c);
        c->peer = p;
        c->fd = fd;
        pthread_t thread;
        int err = pthread_create(&thread, NULL, serve, c);
        assert(err == 0);
        (void)pthread_detach(thread);
    }
}

void peer_start(struct peer *p)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t size = sizeof address;
    *p = (struct peer){ .listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };
    p->acceptor = calloc(1, sizeof *p->acceptor);
    int err = bind(p->listener, (struct sockaddr *)&address, sizeof address);
    assert(err == 0);
    err = listen(p->listener, 512);
    assert(err == 0);
    err = getsockname(p->listener, (struct sockaddr *)&address, &size);
    assert(err == 0);
    p->port = ntohs(address.sin_port);
    err = pthread_create(&p->acceptor->id, NULL, accept_all, p);
    assert(err == 0);
}

/* All requests must have ended: clients closed their connections, so that serving threads end too.
 */
void peer_stop(struct peer *p)
{
    atomic_store(&p->acceptor->is_stopping, true);
    (void)shutdown(p->listener, SHUT_RDWR);
    (void)pthread_join(p->acceptor->id, NULL);
    (void)close(p->listener);
    while (atomic_load(&p->acceptor->open) > 0)
        (void)usleep(1000);
    free(p->acceptor);
}
