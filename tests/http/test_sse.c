/* http/sse: event streams, opened, fed from another thread, dropped, closed, counted. */
#include "fixture.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sse_stream *streams[512];
static size_t stream_count;
static atomic_int gone_count;

static void gone(void *arg)
{
    struct sse_stream **slot = arg;
    (void)pthread_mutex_lock(&lock);
    struct sse_stream *stream = *slot;
    *slot = NULL;
    (void)pthread_mutex_unlock(&lock);
    sse_unref(stream);
    atomic_fetch_add(&gone_count, 1);
}

static enum err open_stream(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t account = req->parsed.query.len > 0 ? req->parsed.query.ptr[0] - '0' : 0;
    (void)pthread_mutex_lock(&lock);
    struct sse_stream **slot = &streams[stream_count];
    struct sse_owner owner = { account_id(account), token_id(account), gone, slot };
    enum err err = sse_open(req, res, &owner, slot);
    stream_count += err == ERR_OK;
    (void)pthread_mutex_unlock(&lock);
    UNUSED(ctx);
    return err;
}

static enum err hello(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(ctx);
    UNUSED(req);
    http_response_json(res, SV("1"));
    return ERR_OK;
}

static const struct route rows[] = {
    ROUTE(GET, "/loop", open_stream, NONE, 0, NONE, NONE, 0, NONE, LOOP, "0.1", ""),
    ROUTE(GET, "/worker", open_stream, NONE, 0, NONE, NONE, 0, NONE, WORKER, "0.1", ""),
    ROUTE(GET, "/hello", hello, NONE, 0, NONE, NONE, 0, NONE, WORKER, "0.1", ""),
};
static const struct route_table table = { rows, ARRAY_COUNT(rows) };
static struct http_server *server;
static struct reply r;

static int start(void **state)
{
    UNUSED(state);
    static struct http_config config;
    http_config_init(&config);
    config.tables = &table;
    config.table_count = 1;
    config.worker_count = 4;
    config.stream_listen = "127.0.0.1:0";
    config.stream_account_max = 3;
    config.stream_max = 300;
    config.heartbeat_ms = 200;
    server = server_start(&config);
    return 0;
}

static int stop(void **state)
{
    UNUSED(state);
    server_end(server);
    return 0;
}

static void push_all(const char *text)
{
    struct http_body *body = http_body_new(sv_from(text));
    (void)pthread_mutex_lock(&lock);
    for (size_t i = 0; i < stream_count; i++) {
        if (streams[i] != NULL)
            (void)sse_push(streams[i], body);
    }
    (void)pthread_mutex_unlock(&lock);
    http_body_unref(body);
}

/* Read until the text has come; false when it does not. */
static bool wait_text(int fd, const char *text)
{
    static struct reply got;
    got.len = 0;
    for (int i = 0; i < 100; i++) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        if (poll(&p, 1, 3000) <= 0)
            return false;
        ssize_t n = recv(fd, got.text + got.len, REPLY_MAX - 1 - got.len, 0);
        if (n <= 0)
            return false;
        got.len += (size_t)n;
        got.text[got.len] = '\0';
        if (strstr(got.text, text) != NULL)
            return true;
    }
    return false;
}

static void wait_streams(size_t count)
{
    for (int i = 0; i < 500 && http_server_count_streams(server) != count; i++)
        (void)poll(NULL, 0, 10);
    assert_int_equal(http_server_count_streams(server), count);
}

static int open_at(int port, const char *target)
{
    char text[128];
    (void)snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: h\r\n\r\n", target);
    int fd = client_connect(port);
    assert_true(client_send(fd, sv_from(text)));
    return fd;
}

static void feeds_two_hundred_idle_streams(void **state)
{
    UNUSED(state);
    int fds[200];
    for (int i = 0; i < 200; i++) {
        int port = i % 2 ? http_server_stream_port(server) : http_server_port(server);
        fds[i] = open_at(port, i % 4 < 2 ? "/loop" : "/worker");
        assert_true(wait_text(fds[i], "text/event-stream"));
    }
    wait_streams(200);
    assert_int_equal(client_ask(http_server_port(server), GET("/hello"), &r), 200);
    push_all("event: a\ndata: 1\n\n");
    for (int i = 0; i < 200; i++)
        assert_true(wait_text(fds[i], "event: a\ndata: 1\n\n"));
    push_all("event: b\ndata: 2\n\n");
    for (int i = 0; i < 200; i++)
        assert_true(wait_text(fds[i], "event: b\ndata: 2\n\n"));
    /* The comment alone, in a chunk of its own: a blank line would end an event. */
    assert_true(wait_text(fds[0], ":thump\n\r\n"));
    for (int i = 0; i < 200; i++)
        close(fds[i]);
    /* The heartbeat finds out. */
    wait_streams(0);
    assert_int_equal(atomic_load(&gone_count), 200);
    stream_count = 0;
}

static void counts_by_account_and_closes_by_token(void **state)
{
    UNUSED(state);
    int port = http_server_stream_port(server);
    int fds[4];
    for (int i = 0; i < 3; i++) {
        fds[i] = open_at(port, "/loop?7");
        assert_true(wait_text(fds[i], "text/event-stream"));
    }
    assert_int_equal(client_ask(port, "GET /loop?7 HTTP/1.1\r\nHost: h\r\n\r\n", &r), 429);
    fds[3] = open_at(port, "/loop?8");
    assert_true(wait_text(fds[3], "text/event-stream"));
    http_server_close_streams(server, token_id(7), account_id(0));
    wait_streams(1);
    http_server_close_streams(server, token_id(0), account_id(8));
    wait_streams(0);
    for (int i = 0; i < 4; i++)
        close(fds[i]);
    stream_count = 0;
}

static void drops_a_slow_reader(void **state)
{
    UNUSED(state);
    int fd = open_at(http_server_stream_port(server), "/loop");
    assert_true(wait_text(fd, "text/event-stream"));
    static char text[32768];
    memset(text, 'x', sizeof text - 1);
    for (int i = 0; i < 2000 && http_server_count_streams(server) == 1; i++) {
        push_all(text);
        if (i % 10 == 0)
            (void)poll(NULL, 0, 1);
    }
    close(fd);
    wait_streams(0);
    stream_count = 0;
}

static void *pusher(void *arg)
{
    UNUSED(arg);
    for (int i = 0; i < 300; i++)
        push_all("data: x\n\n");
    return NULL;
}

/* Clients come and go while two threads push. */
static void lives_with_pushes_from_all_sides(void **state)
{
    UNUSED(state);
    pthread_t threads[2];
    int fds[40];
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, pusher, NULL), 0);
    for (int i = 0; i < 40; i++) {
        fds[i] = open_at(http_server_port(server), i % 2 ? "/loop" : "/worker");
        if (i >= 10)
            close(fds[i - 10]);
    }
    for (int i = 0; i < 2; i++)
        (void)pthread_join(threads[i], NULL);
    for (int i = 30; i < 40; i++)
        close(fds[i]);
    wait_streams(0);
}

/* Left open for the stop of the server. */
static void leaves_streams_to_the_stop(void **state)
{
    UNUSED(state);
    for (int i = 0; i < 20; i++) {
        int fd = open_at(http_server_port(server), "/worker");
        assert_true(wait_text(fd, "text/event-stream"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(feeds_two_hundred_idle_streams),
        cmocka_unit_test(counts_by_account_and_closes_by_token),
        cmocka_unit_test(drops_a_slow_reader),
        cmocka_unit_test(lives_with_pushes_from_all_sides),
        cmocka_unit_test(leaves_streams_to_the_stop),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
