/* http/websocket: opened, heard, fed from all sides, dropped, closed, counted. */
#include "fixture.h"

#include "http/websocket.h"
#include "ws_client.h"

#define HANDSHAKE                                                                                  \
    " HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"                        \
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

#define SOCKETS_MAX 512

struct slot {
    struct websocket *ws;
    size_t heard_count;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct slot slots[SOCKETS_MAX];
static size_t slot_count;
static atomic_int gone_count;
static struct http_server *server;
static struct reply r;

static void gone(void *arg)
{
    struct slot *slot = arg;
    (void)pthread_mutex_lock(&lock);
    struct websocket *ws = slot->ws;
    slot->ws = NULL;
    (void)pthread_mutex_unlock(&lock);
    websocket_unref(ws);
    atomic_fetch_add(&gone_count, 1);
}

/* Told on the loop's thread: sends it back. */
static void text(void *arg, struct sv message)
{
    struct slot *slot = arg;
    struct sv parts[] = { SV("re: "), message };
    struct http_body *frame = ws_frame_text(parts, 2);
    (void)pthread_mutex_lock(&lock);
    slot->heard_count++;
    if (slot->ws != NULL)
        (void)websocket_push(slot->ws, frame);
    (void)pthread_mutex_unlock(&lock);
    http_body_unref(frame);
}

static enum err open_socket(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t account = req->parsed.query.len > 0 ? req->parsed.query.ptr[0] - '0' : 0;
    UNUSED(ctx);
    (void)pthread_mutex_lock(&lock);
    struct slot *slot = &slots[slot_count];
    *slot = (struct slot){ 0 };
    struct websocket_owner owner = { account_id(account), token_id(account), text, gone, slot };
    enum err err = websocket_open(req, res, &owner, &slot->ws);
    slot_count += err == ERR_OK;
    (void)pthread_mutex_unlock(&lock);
    return err;
}

/* Agreed to, and given up before it is answered. */
static enum err open_and_fail(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(open_socket(ctx, req, res));
    return ERR_BUSY;
}

static enum err hello(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(ctx);
    UNUSED(req);
    http_response_json(res, SV("1"));
    return ERR_OK;
}

static const struct route rows[] = {
    ROUTE(GET, "/loop", open_socket, NONE, 0, NONE, NONE, 0, NONE, LOOP, "0.1", ""),
    ROUTE(GET, "/worker", open_socket, NONE, 0, NONE, NONE, 0, NONE, WORKER, "0.1", ""),
    ROUTE(GET, "/fail", open_and_fail, NONE, 0, NONE, NONE, 0, NONE, WORKER, "0.1", ""),
    ROUTE(GET, "/hello", hello, NONE, 0, NONE, NONE, 0, NONE, WORKER, "0.1", ""),
};
static const struct route_table table = { rows, ARRAY_COUNT(rows) };

static int start_with(int64_t ping_ms)
{
    static struct http_config config;
    http_config_init(&config);
    config.tables = &table;
    config.table_count = 1;
    config.worker_count = 4;
    config.stream_account_max = 3;
    config.stream_max = 300;
    config.ping_ms = ping_ms;
    slot_count = 0;
    atomic_store(&gone_count, 0);
    server = server_start(&config);
    return 0;
}

static int start(void **state)
{
    UNUSED(state);
    return start_with(30000);
}

static int start_impatient(void **state)
{
    UNUSED(state);
    return start_with(200);
}

static int stop(void **state)
{
    UNUSED(state);
    server_end(server);
    return 0;
}

static void push_all(struct sv message)
{
    struct http_body *frame = ws_frame_text(&message, 1);
    (void)pthread_mutex_lock(&lock);
    for (size_t i = 0; i < slot_count; i++) {
        if (slots[i].ws != NULL)
            (void)websocket_push(slots[i].ws, frame);
    }
    (void)pthread_mutex_unlock(&lock);
    http_body_unref(frame);
}

static void wait_sockets(size_t count)
{
    for (int i = 0; i < 1000 && http_server_count_streams(server) != count; i++)
        (void)poll(NULL, 0, 10);
    assert_int_equal(http_server_count_streams(server), count);
}

/* Exactly so many bytes, or what came before the end or three seconds without any. */
static struct sv bytes_read(int fd, size_t len)
{
    static char bytes[REPLY_MAX];
    size_t have = 0;
    while (have < len) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        if (poll(&p, 1, 3000) <= 0)
            break;
        ssize_t n = recv(fd, bytes + have, len - have, 0);
        if (n <= 0)
            break;
        have += (size_t)n;
    }
    return sv_make(bytes, have);
}

static bool is_closed(int fd)
{
    return bytes_read(fd, 1).len == 0;
}

static void assert_frame(int fd, struct sv frame)
{
    assert_true(sv_eq(bytes_read(fd, frame.len), frame));
}

static int open_with(const char *target, struct sv behind)
{
    char request[512];
    int head = snprintf(request, sizeof request, "GET %s" HANDSHAKE, target);
    memcpy(request + head, behind.ptr, behind.len);
    int fd = client_connect(http_server_port(server));
    assert_true(client_send(fd, sv_make(request, (size_t)head + behind.len)));
    char answer[1024];
    size_t len = 0;
    while (len < sizeof answer - 1 && recv(fd, answer + len, 1, 0) == 1) {
        answer[++len] = '\0';
        if (len >= 4 && memcmp(answer + len - 4, "\r\n\r\n", 4) == 0)
            break;
    }
    assert_int_equal(strncmp(answer, "HTTP/1.1 101 ", 13), 0);
    assert_non_null(strcasestr(answer, "\r\nConnection: Upgrade\r\n"));
    assert_non_null(strcasestr(answer, "\r\nUpgrade: websocket\r\n"));
    assert_non_null(strstr(answer, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    return fd;
}

static int open_at(const char *target)
{
    return open_with(target, SV(""));
}

static void frame_send(int fd, unsigned first, struct sv payload)
{
    static char frame[70000];
    assert_true(client_send(fd, sv_make(frame, frame_make(frame, first, payload))));
}

static void close_all(int *fds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        close(fds[i]);
    wait_sockets(0);
}

static void talks_both_ways(void **state)
{
    UNUSED(state);
    char eager[64];
    size_t len = frame_make(eager, FRAME_FIN | FRAME_TEXT, SV("eager"));
    int fds[200];
    for (int i = 0; i < 200; i++)
        fds[i] = open_with(i % 2 ? "/loop" : "/worker", i % 3 ? SV("") : sv_make(eager, len));
    wait_sockets(200);
    for (int i = 0; i < 200; i++) {
        if (i % 3 == 0)
            assert_frame(fds[i], SV("\x81\x09re: eager"));
    }
    assert_int_equal(client_ask(http_server_port(server), GET("/hello"), &r), 200);
    push_all(SV("for all"));
    for (int i = 0; i < 200; i++)
        assert_frame(fds[i], SV("\x81\x07"
                                "for all"));
    frame_send(fds[7], FRAME_FIN | FRAME_TEXT, SV("one"));
    frame_send(fds[7], FRAME_FIN | FRAME_TEXT, SV("two"));
    assert_frame(fds[7], SV("\x81\x07re: one"));
    assert_frame(fds[7], SV("\x81\x07re: two"));
    frame_send(fds[7], FRAME_FIN | FRAME_PING, SV("p"));
    assert_frame(fds[7], SV("\x8a\x01p"));
    close_all(fds, 200);
    assert_int_equal(atomic_load(&gone_count), 200);
}

static void says_goodbye(void **state)
{
    UNUSED(state);
    int fd = open_at("/worker");
    frame_send(fd, FRAME_FIN | FRAME_CLOSE,
               SV("\x03\xe8"
                  "bye"));
    assert_frame(fd, SV("\x88\x05\x03\xe8"
                        "bye"));
    assert_true(is_closed(fd));
    wait_sockets(0);
    close(fd);
    /* The server first; the client answers. */
    fd = open_at("/worker?7");
    wait_sockets(1);
    http_server_close_streams(server, token_id(7), account_id(0));
    assert_frame(fd, SV("\x88\x02\x03\xf0"));
    frame_send(fd, FRAME_FIN | FRAME_CLOSE, SV("\x03\xf0"));
    assert_true(is_closed(fd));
    wait_sockets(0);
    close(fd);
}

static void closes_what_breaks_the_rules(void **state)
{
    UNUSED(state);
    int fd = open_at("/loop");
    frame_send(fd, FRAME_FIN | FRAME_BINARY, SV("x"));
    assert_frame(fd, SV("\x88\x02\x03\xeb"));
    frame_send(fd, FRAME_FIN | FRAME_TEXT, SV("not heard"));
    close(fd);
    wait_sockets(0);
    (void)pthread_mutex_lock(&lock);
    assert_int_equal(slots[slot_count - 1].heard_count, 0);
    (void)pthread_mutex_unlock(&lock);
    /* More frames than anybody needs. */
    fd = open_at("/loop");
    for (int i = 0; i <= WEBSOCKET_FRAMES_MAX; i++)
        frame_send(fd, FRAME_FIN | FRAME_PONG, SV(""));
    assert_frame(fd, SV("\x88\x02\x03\xf0"));
    /* Who does not answer the goodbye is cut: five seconds, and the sweep. */
    wait_sockets(0);
    close(fd);
}

static void counts_by_account(void **state)
{
    UNUSED(state);
    int fds[4];
    for (int i = 0; i < 3; i++)
        fds[i] = open_at("/loop?7");
    assert_int_equal(client_ask(http_server_port(server), "GET /loop?7" HANDSHAKE, &r), 429);
    fds[3] = open_at("/worker?8");
    wait_sockets(4);
    http_server_close_streams(server, token_id(0), account_id(8));
    assert_frame(fds[3], SV("\x88\x02\x03\xf0"));
    close_all(fds, 4);
}

static void refuses_what_is_no_handshake(void **state)
{
    UNUSED(state);
    int port = http_server_port(server);
    assert_int_equal(client_ask(port, GET("/worker"), &r), 426);
    assert_true(reply_has(&r, "\r\nSec-WebSocket-Version: 13\r\n"));
    assert_true(reply_has(&r, "\r\nUpgrade: websocket\r\n"));
    assert_int_equal(client_ask(port, "HEAD /worker" HANDSHAKE, &r), 426);
    assert_int_equal(
        client_ask(port,
                   "GET /worker HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: "
                   "websocket\r\nSec-WebSocket-Version: 13\r\n\r\n",
                   &r),
        400);
    assert_int_equal(client_ask(port, "GET /fail" HANDSHAKE, &r), 503);
    wait_sockets(0);
    assert_int_equal(atomic_load(&gone_count), 1);
}

static void drops_a_slow_reader(void **state)
{
    UNUSED(state);
    static char large[32768];
    memset(large, 'x', sizeof large);
    int slow = open_at("/loop");
    int quick = open_at("/loop");
    wait_sockets(2);
    for (int i = 0; i < 2000 && http_server_count_streams(server) == 2; i++) {
        push_all(sv_make(large, sizeof large));
        assert_int_equal(bytes_read(quick, sizeof large + 4).len, sizeof large + 4);
    }
    wait_sockets(1);
    close(slow);
    close(quick);
    wait_sockets(0);
}

/* What the network does not take at once waits, and comes whole. */
static void lets_a_reader_catch_up(void **state)
{
    UNUSED(state);
    static char large[65536];
    int small = 4096;
    int fd = open_at("/worker");
    wait_sockets(1);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    for (int i = 0; i < 3; i++) {
        memset(large, 'a' + i, sizeof large);
        push_all(sv_make(large, sizeof large));
    }
    for (int i = 0; i < 3; i++) {
        struct sv got = bytes_read(fd, sizeof large + 10);
        assert_int_equal(got.len, sizeof large + 10);
        assert_int_equal(got.ptr[10], 'a' + i);
        assert_int_equal(got.ptr[got.len - 1], 'a' + i);
    }
    close(fd);
    wait_sockets(0);
}

static void *pusher(void *arg)
{
    UNUSED(arg);
    for (int i = 0; i < 300; i++)
        push_all(SV("x"));
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
        fds[i] = open_at(i % 2 ? "/loop" : "/worker");
        if (i % 3 == 0)
            http_server_close_streams(server, token_id(0), account_id(0));
        if (i >= 10)
            close(fds[i - 10]);
    }
    for (int i = 0; i < 2; i++)
        (void)pthread_join(threads[i], NULL);
    close_all(fds + 30, 10);
}

static void pings_and_drops_the_silent(void **state)
{
    UNUSED(state);
    int silent = open_at("/loop");
    int awake = open_at("/loop");
    wait_sockets(2);
    for (int i = 0; i < 6; i++) {
        assert_frame(awake, sv_make("\x89\x00", 2));
        frame_send(awake, FRAME_FIN | FRAME_PONG, SV(""));
    }
    wait_sockets(1);
    assert_frame(silent, sv_make("\x89\x00", 2));
    assert_true(is_closed(silent));
    close(silent);
    close(awake);
    wait_sockets(0);
}

/* Left open for the stop of the server, which says so. */
static void leaves_sockets_to_the_stop(void **state)
{
    UNUSED(state);
    int fds[20];
    for (int i = 0; i < 20; i++)
        fds[i] = open_at("/worker");
    wait_sockets(20);
    http_server_stop(server, 300);
    assert_int_equal(http_server_count_streams(server), 0);
    for (int i = 0; i < 20; i++) {
        assert_frame(fds[i], SV("\x88\x02\x03\xe9"));
        assert_true(is_closed(fds[i]));
        close(fds[i]);
    }
    http_server_free(server);
    assert_int_equal(atomic_load(&gone_count), 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(talks_both_ways, start, stop),
        cmocka_unit_test_setup_teardown(says_goodbye, start, stop),
        cmocka_unit_test_setup_teardown(closes_what_breaks_the_rules, start, stop),
        cmocka_unit_test_setup_teardown(counts_by_account, start, stop),
        cmocka_unit_test_setup_teardown(refuses_what_is_no_handshake, start, stop),
        cmocka_unit_test_setup_teardown(drops_a_slow_reader, start, stop),
        cmocka_unit_test_setup_teardown(lets_a_reader_catch_up, start, stop),
        cmocka_unit_test_setup_teardown(lives_with_pushes_from_all_sides, start, stop),
        cmocka_unit_test_setup_teardown(pings_and_drops_the_silent, start_impatient, stop),
        cmocka_unit_test_setup(leaves_sockets_to_the_stop, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
