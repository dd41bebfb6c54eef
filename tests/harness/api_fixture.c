/* A server with route tables of api on a store, and a client. */
#include "harness/harness.h"
#include "harness/api_fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/authenticate.h"
#include "api/keep.h"
#include "base/log.h"

#define ARENA_BYTES ((size_t)256 << 20)
#define REPLY_BYTES_MAX ((size_t)4 << 20)
#define STOP_MS 2000

static void parts_set(void *arg, struct ctx *ctx)
{
    struct api_fixture *f = arg;
    ctx->db = f->service.engine.db;
    ctx->keyring = f->service.engine.keyring;
    ctx->engine = &f->service.engine;
}

static void lease_end(void *arg, struct ctx *ctx)
{
    UNUSED(arg);
    db_release(ctx);
}

void api_open(struct api_fixture *f, enum fixture_engine engine, const struct route_table *tables,
              size_t count)
{
    *f = (struct api_fixture){ 0 };
    log_set_level(LOG_LEVEL_ERROR);
    service_open(&f->service, engine);
    arena_init(&f->arena, ARENA_BYTES);
    struct http_config config;
    http_config_init(&config);
    config.listen = "127.0.0.1:0";
    config.tables = tables;
    config.table_count = count;
    config.rate_rules = NULL;
    config.rate_rule_count = 0;
    config.hooks = (struct http_hooks){
        .arg = f,
        .setup = parts_set,
        .finish = lease_end,
        .authenticate = api_authenticate,
        .recall = api_recall,
    };
    struct ctx *ctx = service_anonymous(&f->service);
    assert_ctx_ok(ctx, http_server_start(ctx, &config, &f->server));
    f->port = http_server_port(f->server);
}

void api_close(struct api_fixture *f)
{
    http_server_stop(f->server, STOP_MS);
    http_server_free(f->server);
    arena_done(&f->arena);
    service_close(&f->service);
}

static int client_connect(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof in), 0);
    return fd;
}

static struct sv client_exchange(struct arena *a, int fd, struct sv request)
{
    while (request.len > 0) {
        ssize_t n = send(fd, request.ptr, request.len, MSG_NOSIGNAL);
        assert_true(n > 0);
        request = sv_from_offset(request, (size_t)n);
    }
    /* Not the arena's, which writes all of its room before any of it is used. */
    char *bytes = malloc(REPLY_BYTES_MAX);
    assert_non_null(bytes);
    size_t len = 0;
    ssize_t n;
    while (len < REPLY_BYTES_MAX && (n = recv(fd, bytes + len, REPLY_BYTES_MAX - len, 0)) > 0)
        len += (size_t)n;
    struct sv reply = sv_copy(a, sv_make(bytes, len));
    free(bytes);
    return reply;
}

struct api_reply api_call(struct api_fixture *f, const char *method, const char *target,
                          const char *headers, const char *body)
{
    struct sv request = sv_printf(&f->arena,
                                  "%s %s HTTP/1.1\r\nHost: local.example\r\nConnection: close\r\n"
                                  "%sContent-Length: %zu\r\n\r\n%s",
                                  method, target, headers, strlen(body), body);
    int fd = client_connect(f->port);
    struct sv whole = client_exchange(&f->arena, fd, request);
    close(fd);
    size_t end = sv_find(whole, SV("\r\n\r\n"), 0);
    assert_true(end != SIZE_MAX && whole.len > 12);
    return (struct api_reply){ .status =
                                   (int)strtol(sv_cstr(&f->arena, sv_sub(whole, 9, 3)), NULL, 10),
                               .head = sv_sub(whole, 0, end),
                               .body = sv_from_offset(whole, end + 4) };
}

struct api_reply api_post(struct api_fixture *f, const char *target, const char *headers,
                          const char *form)
{
    struct sv all =
        sv_printf(&f->arena, "%sContent-Type: application/x-www-form-urlencoded\r\n", headers);
    return api_call(f, "POST", target, all.ptr, form);
}

struct sv api_reply_header(const struct api_reply *reply, struct sv name)
{
    struct sv rest = reply->head;
    struct sv line;
    while (sv_split(&rest, '\n', &line)) {
        size_t colon = sv_find_char(line, ':', 0);
        if (colon != SIZE_MAX && sv_eq_nocase(sv_sub(line, 0, colon), name))
            return sv_trim(sv_from_offset(line, colon + 1));
    }
    return (struct sv){ NULL, 0 };
}

struct sv api_between(struct sv text, const char *before, const char *after)
{
    size_t from = sv_find(text, sv_from(before), 0);
    if (from == SIZE_MAX)
        return (struct sv){ NULL, 0 };
    from += strlen(before);
    size_t to = sv_find(text, sv_from(after), from);
    return to == SIZE_MAX ? (struct sv){ NULL, 0 } : sv_sub(text, from, to - from);
}
