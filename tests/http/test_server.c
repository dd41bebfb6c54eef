/* http/server: a whole server and raw clients. */
#include "ambiguous.h"
#include "fixture.h"

static struct http_cached *kept;
static atomic_int uploads_done;

static enum err hello(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(ctx);
    UNUSED(req);
    http_response_json(res, SV("{\"hello\":1}"));
    return ERR_OK;
}

static enum err echo_id(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct sv id = http_request_value(req, SV("id"));
    if (sv_eq(id, SV("0")))
        return (fail)(ctx, ERR_NOT_FOUND, "no such thing");
    if (sv_eq(id, SV("split")))
        http_response_header(res, "X-Bad", SV("a\r\nSet-Cookie: x"));
    http_response_json(res, sv_printf(ctx->arena, "\"%" SV_FMT "\"", SV_ARG(id)));
    return ERR_OK;
}

static enum err echo_body(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(ctx);
    atomic_fetch_add(&uploads_done, 1);
    http_response_bytes(res, "application/octet-stream", req->body);
    return ERR_OK;
}

static enum err who(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct sv address = http_address_text(ctx->arena, &req->client);
    http_response_json(res, sv_printf(ctx->arena, "%lld %" SV_FMT " %s %" SV_FMT,
                                      (long long)ctx->viewer.user.v, SV_ARG(address),
                                      req->is_https ? "https" : "http", SV_ARG(req->host)));
    return ERR_OK;
}

static enum err cached(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    if (kept == NULL) {
        http_response_header(res, "ETag", SV("\"v1\""));
        http_response_json(res, sv_copy(ctx->arena, SV("{\"kept\":true}")));
        kept = http_cached_new(req, res);
        assert_non_null(kept);
        http_response_reset(res);
    }
    http_response_cached(req, res, http_cached_ref(kept));
    return ERR_OK;
}

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz";
static atomic_int pulls_done;

static ssize_t pull_fill(void *arg, uint64_t offset, char *out, size_t max)
{
    UNUSED(arg);
    /* Short on purpose. */
    size_t len = max < 5 ? max : 5;
    for (size_t i = 0; i < len; i++)
        out[i] = alphabet[(offset + i) % 26];
    return (ssize_t)len;
}

static void pull_done(void *arg)
{
    UNUSED(arg);
    atomic_fetch_add(&pulls_done, 1);
}

static enum err media(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(ctx);
    uint64_t offset;
    uint64_t len;
    if (http_response_etag(req, res, SV("\"m\"")))
        return ERR_OK;
    if (!http_response_range(req, res, 26, SV("\"m\""), &offset, &len))
        return ERR_OK;
    http_response_pull(res, "image/png",
                       (struct http_pull){ pull_fill, pull_done, NULL, offset, len });
    return ERR_OK;
}

static enum err greedy(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(req);
    UNUSED(res);
    (void)arena_alloc(ctx->arena, (size_t)32 << 20);
    return ERR_OK;
}

static enum err authenticate(struct ctx *ctx, struct http_request *req, const struct route *route)
{
    UNUSED(route);
    struct sv token = http_request_bearer(req);
    if (token.len == 0)
        return ERR_OK;
    if (!sv_eq(token, SV("good")))
        return (fail)(ctx, ERR_NO_TOKEN, "unknown token");
    ctx->viewer.token = token_id(5);
    ctx->viewer.user = user_id(6);
    ctx->viewer.scopes = 1;
    return ERR_OK;
}

static void error_page(void *arg, const struct http_request *req, enum err err,
                       struct http_response *res)
{
    UNUSED(arg);
    UNUSED(req);
    UNUSED(err);
    http_response_html(res, SV("<p>sorry</p>"));
}

static const struct route rows[] = {
    ROUTE(GET, "/hello", hello, NONE, 0, NONE, NONE, 0, NONE, LOOP, "0.1", ""),
    ROUTE(GET, "/api/hello", hello, NONE, 0, NONE, NONE, 0, ANY, LOOP, "0.1", ""),
    ROUTE(GET, "/api/worker/:id", echo_id, NONE, 0, NONE, NONE, 0, ANY, WORKER, "0.1", ""),
    ROUTE(GET, "/api/loop/:id", echo_id, NONE, 0, NONE, NONE, 0, ANY, LOOP, "0.1", ""),
    ROUTE(DELETE, "/api/loop/:id", echo_id, NONE, 0, NONE, NONE, 0, ANY, LOOP, "0.1", ""),
    ROUTE(POST, "/api/raw", echo_body, NONE, 0, NONE, RAW, 100000, ANY, WORKER, "0.1", ""),
    ROUTE(PUT, "/api/rawloop", echo_body, NONE, 0, NONE, RAW, 1000, ANY, LOOP, "0.1", ""),
    ROUTE(POST, "/api/json", echo_body, NONE, 0, NONE, JSON, 1000, ANY, LOOP, "0.1", ""),
    ROUTE(POST, "/api/private", echo_body, USER, 0, NONE, RAW, 5000000, ANY, WORKER, "0.1", ""),
    ROUTE(GET, "/api/who", who, OPTIONAL, 1, NONE, NONE, 0, ANY, LOOP, "0.1", ""),
    ROUTE(GET, "/api/user", who, USER, 2, NONE, NONE, 0, ANY, LOOP, "0.1", ""),
    ROUTE(GET, "/api/limited", who, OPTIONAL, 0, SIGN_UP, NONE, 0, ANY, LOOP, "0.1", ""),
    ROUTE(GET, "/api/greedy", greedy, NONE, 0, NONE, NONE, 0, ANY, WORKER, "0.1", ""),
    ROUTE(GET, "/cached", cached, NONE, 0, NONE, NONE, 0, ANY, LOOP, "0.1", ""),
    ROUTE(GET, "/media", media, NONE, 0, NONE, NONE, 0, NONE, LOOP, "0.1", ""),
};
static const struct route_table table = { rows, ARRAY_COUNT(rows) };

static struct http_server *server;
static struct http_network loopback;
static int port;
static struct reply r;

static int start(void **state)
{
    UNUSED(state);
    static struct http_config config;
    http_config_init(&config);
    config.tables = &table;
    config.table_count = 1;
    config.loop_count = 1;
    config.worker_count = 4;
    config.head_ms = 600;
    config.body_grace_ms = 600;
    config.hooks = (struct http_hooks){ .authenticate = authenticate, .error_page = error_page };
    assert_true(http_network_parse(SV("127.0.0.0/8"), &loopback));
    config.trusted = &loopback;
    config.trusted_count = 1;
    server = server_start(&config);
    port = http_server_port(server);
    return 0;
}

static int stop(void **state)
{
    UNUSED(state);
    server_end(server);
    http_cached_unref(kept);
    return 0;
}

static void answers_in_the_loop_and_on_workers(void **state)
{
    UNUSED(state);
    assert_int_equal(client_ask(port, GET("/hello"), &r), 200);
    assert_string_equal(reply_body(&r), "{\"hello\":1}");
    assert_true(reply_has(&r, "X-Request-Id: "));
    assert_int_equal(client_ask(port, GET("/api/worker/7%2F8"), &r), 200);
    assert_string_equal(reply_body(&r), "\"7/8\"");
    assert_int_equal(client_ask(port, GET("/api/worker/0"), &r), 404);
    assert_string_equal(reply_body(&r), "{\"error\":\"Record not found\"}");
    assert_int_equal(client_ask(port, GET("/api/greedy"), &r), 422);
}

static void keeps_the_connection(void **state)
{
    UNUSED(state);
    int fd = client_connect(port);
    for (int i = 0; i < 20; i++) {
        const char *request = i % 4 == 0   ? GET("/api/worker/1")
                              : i % 4 == 1 ? GET("/hello")
                              : i % 4 == 2 ? "POST /api/raw HTTP/1.1\r\nHost: h\r\n"
                                             "Content-Length: 3\r\n\r\nabc"
                                           : "DELETE /api/loop/1 HTTP/1.1\r\nHost: h\r\n\r\n";
        assert_true(client_send(fd, sv_from(request)));
        client_read(fd, &r, 3000);
        assert_int_equal(reply_status(&r), 200);
    }
    close(fd);
}

static void answers_pipelined_requests(void **state)
{
    UNUSED(state);
    int fd = client_connect(port);
    assert_true(client_send(fd, SV(GET("/api/worker/1") GET("/api/loop/2") GET("/api/worker/3"))));
    client_read(fd, &r, 3000);
    while (strstr(r.text, "\"3\"") == NULL) {
        size_t len = r.len;
        ssize_t n = recv(fd, r.text + len, REPLY_MAX - 1 - len, 0);
        assert_true(n > 0);
        r.len += (size_t)n;
        r.text[r.len] = '\0';
    }
    assert_true(strstr(r.text, "\"1\"") < strstr(r.text, "\"2\""));
    close(fd);
}

static void answers_head_options_405_404(void **state)
{
    UNUSED(state);
    int fd = client_connect(port);
    assert_true(client_send(fd, SV("HEAD /hello HTTP/1.1\r\nHost: h\r\n\r\n" GET("/hello"))));
    client_read(fd, &r, 300);
    assert_int_equal(reply_status(&r), 200);
    assert_true(reply_has(&r, "Content-Length: 11"));
    close(fd);
    assert_int_equal(
        client_ask(port, "OPTIONS /api/loop/1 HTTP/1.1\r\nHost: h\r\nOrigin: x\r\n\r\n", &r), 204);
    assert_true(reply_has(&r, "Access-Control-Allow-Methods: GET, HEAD, DELETE, OPTIONS"));
    assert_true(reply_has(&r, "Access-Control-Allow-Origin: *"));
    assert_int_equal(client_ask(port, "OPTIONS /hello HTTP/1.1\r\nHost: h\r\n\r\n", &r), 204);
    assert_false(reply_has(&r, "Access-Control"));
    assert_int_equal(client_ask(port, "OPTIONS /api/none HTTP/1.1\r\nHost: h\r\n\r\n", &r), 404);
    assert_int_equal(client_ask(port, "PUT /api/loop/1 HTTP/1.1\r\nHost: h\r\n\r\n", &r), 405);
    assert_true(reply_has(&r, "Allow: GET, HEAD, DELETE, OPTIONS"));
    assert_int_equal(client_ask(port, "BREW /hello HTTP/1.1\r\nHost: h\r\n\r\n", &r), 405);
    assert_int_equal(client_ask(port, GET("/api/none"), &r), 404);
    assert_true(reply_has(&r, "application/json"));
    assert_true(reply_has(&r, "Access-Control-Allow-Origin: *"));
    assert_int_equal(
        client_ask(port, "GET /none HTTP/1.1\r\nHost: h\r\nAccept: text/html\r\n\r\n", &r), 404);
    assert_string_equal(reply_body(&r), "<p>sorry</p>");
}

static void never_splits_an_answer(void **state)
{
    UNUSED(state);
    assert_int_equal(client_ask(port, GET("/api/loop/split"), &r), 500);
    assert_false(reply_has(&r, "Set-Cookie"));
}

static void serves_kept_answers(void **state)
{
    UNUSED(state);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(client_ask(port, GET("/cached"), &r), 200);
        assert_string_equal(reply_body(&r), "{\"kept\":true}");
        assert_true(reply_has(&r, "Access-Control-Allow-Origin: *"));
    }
    assert_int_equal(client_ask(port,
                                "GET /cached HTTP/1.1\r\nHost: h\r\n"
                                "If-None-Match: \"v0\", W/\"v1\"\r\n\r\n",
                                &r),
                     304);
    assert_true(reply_has(&r, "ETag: \"v1\""));
    assert_string_equal(reply_body(&r), "");
}

static int ask_range(const char *range)
{
    char text[256];
    (void)snprintf(text, sizeof text, "GET /media HTTP/1.1\r\nHost: h\r\nRange: %s\r\n\r\n", range);
    return client_ask(port, text, &r);
}

static void serves_ranges(void **state)
{
    UNUSED(state);
    int before = atomic_load(&pulls_done);
    assert_int_equal(client_ask(port, GET("/media"), &r), 200);
    assert_string_equal(reply_body(&r), alphabet);
    assert_int_equal(ask_range("bytes=2-4"), 206);
    assert_string_equal(reply_body(&r), "cde");
    assert_true(reply_has(&r, "Content-Range: bytes 2-4/26"));
    assert_int_equal(ask_range("bytes=-3"), 206);
    assert_string_equal(reply_body(&r), "xyz");
    assert_int_equal(ask_range("bytes=24-99"), 206);
    assert_string_equal(reply_body(&r), "yz");
    assert_int_equal(ask_range("bytes=26-"), 416);
    assert_true(reply_has(&r, "Content-Range: bytes */26"));
    assert_int_equal(ask_range("bytes=4-2"), 200);
    assert_int_equal(ask_range("bytes=0-1,3-4"), 200);
    assert_int_equal(
        client_ask(port, "HEAD /media HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", &r), 200);
    assert_int_equal(client_ask(port, GET("/hello"), &r), 200);
    assert_int_equal(atomic_load(&pulls_done) - before, 7);
}

static void knows_the_viewer_and_the_client(void **state)
{
    UNUSED(state);
    assert_int_equal(client_ask(port, GET("/api/who"), &r), 200);
    assert_string_equal(reply_body(&r), "0 127.0.0.1 http h.test");
    assert_int_equal(
        client_ask(port,
                   "GET http://abs.test/api/who HTTP/1.1\r\nHost: h.test\r\n"
                   "Authorization: bearer good\r\nX-Forwarded-For: 9.9.9.9, 192.0.2.4\r\n"
                   "X-Forwarded-Proto: https\r\n\r\n",
                   &r),
        200);
    assert_string_equal(reply_body(&r), "6 192.0.2.4 https abs.test");
    assert_true(reply_has(&r, "Cache-Control: private, no-store"));
    assert_int_equal(
        client_ask(port, "GET /api/who HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer bad\r\n\r\n",
                   &r),
        401);
    assert_true(reply_has(&r, "WWW-Authenticate: Bearer"));
    assert_int_equal(client_ask(port, GET("/api/user"), &r), 401);
    assert_int_equal(
        client_ask(port, "GET /api/user HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer good\r\n\r\n",
                   &r),
        403);
    assert_string_equal(reply_body(&r),
                        "{\"error\":\"This action is outside the authorized scopes\"}");
}

static void limits_by_network(void **state)
{
    UNUSED(state);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(client_ask(port, GET("/api/limited"), &r), 200);
        assert_true(reply_has(&r, "X-RateLimit-Limit: 5"));
    }
    assert_true(reply_has(&r, "X-RateLimit-Remaining: 0"));
    assert_true(reply_has(&r, "00Z\r\n"));
    assert_int_equal(client_ask(port, GET("/api/limited"), &r), 429);
    assert_true(reply_has(&r, "X-RateLimit-Remaining: 0"));
    assert_true(reply_has(&r, "Retry-After: "));
    assert_int_equal(client_ask(port,
                                "GET /api/limited HTTP/1.1\r\nHost: h\r\n"
                                "X-Forwarded-For: 198.51.100.1\r\n\r\n",
                                &r),
                     200);
}

static void takes_bodies_in_any_pieces(void **state)
{
    UNUSED(state);
    int fd = client_connect(port);
    struct sv whole =
        SV("POST /api/raw HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789");
    for (size_t i = 0; i < whole.len; i++)
        assert_true(client_send(fd, sv_sub(whole, i, 1)));
    client_read(fd, &r, 3000);
    assert_int_equal(reply_status(&r), 200);
    assert_string_equal(reply_body(&r), "0123456789");
    assert_true(client_send(fd, SV("POST /api/raw HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked"
                                   "\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n")));
    client_read(fd, &r, 3000);
    assert_string_equal(reply_body(&r), "abcdefg");
    close(fd);
}

static void refuses_bodies_early(void **state)
{
    UNUSED(state);
    assert_int_equal(
        client_ask(port, "POST /api/raw HTTP/1.1\r\nHost: h\r\nContent-Length: 100001\r\n\r\n", &r),
        413);
    assert_true(reply_has(&r, "Connection: close"));
    assert_int_equal(client_ask(port,
                                "POST /api/json HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\n"
                                "Content-Length: 2\r\n\r\n{}",
                                &r),
                     415);
    assert_false(reply_has(&r, "Connection: close"));
    assert_int_equal(client_ask(port,
                                "POST /api/private HTTP/1.1\r\nHost: h\r\n"
                                "Content-Length: 4000000\r\n\r\n",
                                &r),
                     401);
    assert_int_equal(client_ask(port,
                                "POST /api/raw HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n"
                                "Expect: 100-continue\r\n\r\n",
                                &r),
                     100);
}

static void refuses_chunked_bodies_in_the_middle(void **state)
{
    UNUSED(state);
    int fd = client_connect(port);
    char piece[1100];
    int len = snprintf(piece, sizeof piece, "3e8\r\n%01000d\r\n", 0);
    assert_true(client_send(fd, SV("PUT /api/rawloop HTTP/1.1\r\nHost: h\r\n"
                                   "Transfer-Encoding: chunked\r\n\r\n")));
    for (int i = 0; i < 3; i++)
        assert_true(client_send(fd, sv_make(piece, (size_t)len)));
    assert_true(client_send(fd, SV("0\r\n\r\n")));
    client_read(fd, &r, 3000);
    assert_int_equal(reply_status(&r), 413);
    /* Without end it is cut. */
    assert_true(client_send(fd, SV("PUT /api/rawloop HTTP/1.1\r\nHost: h\r\n"
                                   "Transfer-Encoding: chunked\r\n\r\n")));
    for (int i = 0; i < 3000 && client_send(fd, sv_make(piece, (size_t)len)); i++)
        ;
    client_read(fd, &r, 3000);
    assert_true(r.is_closed);
    close(fd);
}

static void survives_a_client_that_leaves_in_mid_upload(void **state)
{
    UNUSED(state);
    int before = atomic_load(&uploads_done);
    for (int i = 0; i < 20; i++) {
        int fd = client_connect(port);
        assert_true(client_send(fd, SV("POST /api/raw HTTP/1.1\r\nHost: h\r\n"
                                       "Content-Length: 1000\r\n\r\nsome of it")));
        close(fd);
    }
    assert_int_equal(client_ask(port, GET("/hello"), &r), 200);
    assert_int_equal(atomic_load(&uploads_done), before);
}

static void answers_too_many_parameters(void **state)
{
    UNUSED(state);
    char text[8192] = "GET /hello?";
    for (int i = 0; i < 1000; i++)
        (void)strcat(text, "a=1&");
    (void)strcat(text, " HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(client_ask(port, text, &r), 414);
    static char huge[9000] = "GET /";
    memset(huge + 5, 'x', 8300);
    (void)strcat(huge, " HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(client_ask(port, huge, &r), 414);
    char many[8192] = "GET /hello HTTP/1.1\r\nHost: h\r\n";
    for (int i = 0; i < 101; i++)
        (void)strcat(many, "X-A: 1\r\n");
    (void)strcat(many, "\r\n");
    assert_int_equal(client_ask(port, many, &r), 431);
}

static void cuts_slow_clients(void **state)
{
    UNUSED(state);
    int head = client_connect(port);
    int body = client_connect(port);
    assert_true(client_send(head, SV("GET /hello HTTP/1.1\r\nX-")));
    assert_true(client_send(body, SV("POST /api/raw HTTP/1.1\r\nHost: h\r\n"
                                     "Content-Length: 1000\r\n\r\n")));
    int64_t start_ms = clock_monotonic_ms();
    bool is_open = true;
    while (is_open && clock_monotonic_ms() - start_ms < 4000) {
        (void)client_send(head, SV("a"));
        (void)client_send(body, SV("b"));
        struct pollfd p[2] = { { .fd = head, .events = POLLIN }, { .fd = body, .events = POLLIN } };
        (void)poll(p, 0, 100);
        (void)poll(p, 2, 0);
        is_open = p[0].revents == 0 || p[1].revents == 0;
    }
    assert_false(is_open);
    close(head);
    close(body);
}

/* The table of forms that other parsers read differently: what this server does with each, alone.
 */
static void guards_against_ambiguous_requests(void **state)
{
    UNUSED(state);
    int wrong = 0;
    for (size_t i = 0; i < ARRAY_COUNT(ambiguous); i++) {
        int fd = client_connect(port);
        (void)client_send(fd, ambiguous[i].request);
        client_read(fd, &r, 1500);
        static struct reply after;
        after.is_closed = false;
        if (ambiguous[i].is_closed)
            client_read(fd, &after, 1500);
        else if (client_send(fd, SV(GET("/hello"))))
            client_read(fd, &after, 1500);
        bool is_closed = r.is_closed || after.is_closed;
        if (reply_status(&r) != ambiguous[i].status || is_closed != ambiguous[i].is_closed) {
            print_message("%s: %d%s\n%s\n", ambiguous[i].name, reply_status(&r),
                          is_closed ? " closed" : "", r.text);
            wrong++;
        }
        close(fd);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_in_the_loop_and_on_workers),
        cmocka_unit_test(keeps_the_connection),
        cmocka_unit_test(answers_pipelined_requests),
        cmocka_unit_test(answers_head_options_405_404),
        cmocka_unit_test(never_splits_an_answer),
        cmocka_unit_test(serves_kept_answers),
        cmocka_unit_test(serves_ranges),
        cmocka_unit_test(knows_the_viewer_and_the_client),
        cmocka_unit_test(limits_by_network),
        cmocka_unit_test(takes_bodies_in_any_pieces),
        cmocka_unit_test(refuses_bodies_early),
        cmocka_unit_test(refuses_chunked_bodies_in_the_middle),
        cmocka_unit_test(survives_a_client_that_leaves_in_mid_upload),
        cmocka_unit_test(answers_too_many_parameters),
        cmocka_unit_test(cuts_slow_clients),
        cmocka_unit_test(guards_against_ambiguous_requests),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
