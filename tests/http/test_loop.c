/* http/loop and http/worker: deferred answers under load, a full queue, stop under load. */
#include "fixture.h"

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static atomic_int started;
static atomic_int completed;

static enum err deferred(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(ctx);
    atomic_fetch_add(&started, 1);
    http_response_json(res, http_request_value(req, SV("n")));
    atomic_fetch_add(&completed, 1);
    return ERR_OK;
}

/* Waits until the test opens the gate. */
static enum err gated(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    (void)pthread_mutex_lock(&gate);
    (void)pthread_mutex_unlock(&gate);
    return deferred(ctx, req, res);
}

static const struct route rows[] = {
    ROUTE(GET, "/d/:n", deferred, NONE, 0, NONE, NONE, 0, NONE, WORKER, "0.1", ""),
    ROUTE(POST, "/d/:n", deferred, NONE, 0, NONE, RAW, 100, NONE, WORKER, "0.1", ""),
    ROUTE(GET, "/gated/:n", gated, NONE, 0, NONE, NONE, 0, NONE, WORKER, "0.1", ""),
    ROUTE(GET, "/l/:n", deferred, NONE, 0, NONE, NONE, 0, NONE, LOOP, "0.1", ""),
};
static const struct route_table table = { rows, ARRAY_COUNT(rows) };

static void config_fill(struct http_config *config)
{
    http_config_init(config);
    config->tables = &table;
    config->table_count = 1;
    config->worker_count = 4;
}

/* `clients` connections, `rounds` requests each, all outstanding at the same time. */
static void deferred_run(struct http_server *server, int clients, int rounds)
{
    int *fds = test_calloc((size_t)clients, sizeof *fds);
    static struct reply r;
    for (int i = 0; i < clients; i++)
        fds[i] = client_connect(http_server_port(server));
    for (int round = 0; round < rounds; round++) {
        char text[128];
        for (int i = 0; i < clients; i++) {
            (void)snprintf(text, sizeof text, "GET /d/%d HTTP/1.1\r\nHost: h\r\n\r\n", i);
            assert_true(client_send(fds[i], sv_from(text)));
        }
        for (int i = 0; i < clients; i++) {
            client_read(fds[i], &r, 5000);
            (void)snprintf(text, sizeof text, "%d", i);
            assert_int_equal(reply_status(&r), 200);
            assert_string_equal(reply_body(&r), text);
        }
    }
    for (int i = 0; i < clients; i++)
        close(fds[i]);
    test_free(fds);
}

static void answers_deferred_requests(void **state)
{
    UNUSED(state);
    struct http_config config;
    config_fill(&config);
    struct http_server *server = server_start(&config);
    deferred_run(server, 1, 50);
    deferred_run(server, 64, 5);
    deferred_run(server, 512, 1);
    server_end(server);
}

/* The same over a Unix socket shared by two loops is the set-up behind a proxy. */
static void listens_on_a_unix_socket(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 16);
    const char *folder = harness_temp_folder(&a);
    struct sv path = sv_printf(&a, "%s/web.sock", folder);
    struct http_config config;
    config_fill(&config);
    config.listen = sv_cstr(&a, sv_printf(&a, "unix:%" SV_FMT, SV_ARG(path)));
    struct http_server *server = server_start(&config);
    static struct reply r;
    for (int i = 0; i < 20; i++) {
        int fd = socket(AF_UNIX, SOCK_STREAM, 0);

        struct sockaddr_un {
            sa_family_t family;
            char path[108];
        } un = { AF_UNIX, "" };

        memcpy(un.path, path.ptr, path.len);
        assert_int_equal(connect(fd, (struct sockaddr *)&un, sizeof un), 0);
        assert_true(client_send(fd, SV(GET("/d/5"))));
        client_read(fd, &r, 3000);
        assert_int_equal(reply_status(&r), 200);
        close(fd);
    }
    server_end(server);
    assert_int_equal(access(sv_cstr(&a, path), F_OK), -1);
    harness_remove_tree(folder);
    arena_done(&a);
}

#define HELD 1000

static void releases_a_thousand_suspended_requests(void **state)
{
    UNUSED(state);
    struct http_config config;
    config_fill(&config);
    struct http_server *server = server_start(&config);
    static int fds[HELD];
    static struct reply r;
    (void)pthread_mutex_lock(&gate);
    for (int i = 0; i < HELD; i++) {
        fds[i] = client_connect(http_server_port(server));
        assert_true(client_send(fds[i], SV(GET("/gated/1"))));
    }
    (void)poll(NULL, 0, 100);
    (void)pthread_mutex_unlock(&gate);
    for (int i = 0; i < HELD; i++) {
        client_read(fds[i], &r, 5000);
        assert_int_equal(reply_status(&r), 200);
        close(fds[i]);
    }
    server_end(server);
}

static void answers_503_when_the_queue_is_full(void **state)
{
    UNUSED(state);
    struct http_config config;
    config_fill(&config);
    config.worker_queue_max = 8;
    config.worker_count = 1;
    struct http_server *server = server_start(&config);
    static struct reply r;
    int fds[40];
    int ok = 0;
    int busy = 0;
    (void)pthread_mutex_lock(&gate);
    for (int i = 0; i < 40; i++) {
        fds[i] = client_connect(http_server_port(server));
        assert_true(client_send(fds[i], SV(GET("/gated/1"))));
    }
    (void)poll(NULL, 0, 100);
    (void)pthread_mutex_unlock(&gate);
    for (int i = 0; i < 40; i++) {
        client_read(fds[i], &r, 5000);
        ok += reply_status(&r) == 200;
        busy += reply_status(&r) == 503;
        close(fds[i]);
    }
    assert_int_equal(ok + busy, 40);
    assert_in_range(ok, 8, 9);
    server_end(server);
}

struct load {
    int port;
    int sent;
    int answered;
    int lost; /* some of an answer, or none on a connection that had just been opened for it */
    atomic_bool *is_stopping;
};

/* Requests without end until the server refuses; an answer is whole, or the connection was closed
 * before a byte. */
static void *load_main(void *arg)
{
    struct load *load = arg;
    struct reply *r = test_malloc(sizeof *r);
    int fd = -1;
    for (;;) {
        if (fd < 0) {
            fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            struct sockaddr_in in = { .sin_family = AF_INET,
                                      .sin_port = htons((uint16_t)load->port) };
            in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            if (connect(fd, (struct sockaddr *)&in, sizeof in) != 0)
                break;
        }
        bool is_sent = client_send(fd, load->sent % 3 == 0 ? SV("POST /d/1 HTTP/1.1\r\nHost: h\r\n"
                                                                "Content-Length: 3\r\n\r\nabc")
                                                           : SV(GET("/d/1")));
        load->sent++;
        client_read(fd, r, 5000);
        bool is_whole = reply_need(r) != 0 && r->len >= reply_need(r);
        load->answered += is_whole;
        load->lost += is_sent && !is_whole && (r->len > 0 || !atomic_load(load->is_stopping));
        if (is_whole && !reply_has(r, "Connection: close"))
            continue;
        close(fd);
        fd = -1;
    }
    if (fd >= 0)
        close(fd);
    test_free(r);
    return NULL;
}

static void loses_nothing_at_the_stop(void **state)
{
    UNUSED(state);
    struct http_config config;
    config_fill(&config);
    struct http_server *server = server_start(&config);
    atomic_bool is_stopping = false;
    struct load loads[8];
    pthread_t threads[8];
    atomic_store(&started, 0);
    atomic_store(&completed, 0);
    for (int i = 0; i < 8; i++) {
        loads[i] = (struct load){ http_server_port(server), 0, 0, 0, &is_stopping };
        assert_int_equal(pthread_create(&threads[i], NULL, load_main, &loads[i]), 0);
    }
    (void)poll(NULL, 0, 200);
    atomic_store(&is_stopping, true);
    int64_t start_ms = clock_monotonic_ms();
    server_end(server);
    assert_true(clock_monotonic_ms() - start_ms < 2500);
    int answered = 0;
    for (int i = 0; i < 8; i++) {
        (void)pthread_join(threads[i], NULL);
        assert_int_equal(loads[i].lost, 0);
        answered += loads[i].answered;
    }
    assert_true(answered > 0);
    assert_int_equal(atomic_load(&started), atomic_load(&completed));
    assert_int_equal(atomic_load(&completed), answered);
}

static void stops_beside_idle_and_half_sent_requests(void **state)
{
    UNUSED(state);
    struct http_config config;
    config_fill(&config);
    struct http_server *server = server_start(&config);
    static struct reply r;
    int idle = client_connect(http_server_port(server));
    int half = client_connect(http_server_port(server));
    assert_true(client_send(half, SV("GET /d/1 HTT")));
    assert_true(client_send(idle, SV(GET("/d/1"))));
    client_read(idle, &r, 3000);
    assert_int_equal(reply_status(&r), 200);
    int64_t start_ms = clock_monotonic_ms();
    http_server_stop(server, 1500);
    http_server_free(server);
    assert_true(clock_monotonic_ms() - start_ms < 2500);
    close(idle);
    close(half);
}

static void refuses_bad_settings(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 16);
    struct ctx ctx = { .arena = &a };
    struct http_config config;
    config_fill(&config);
    struct http_server *server = NULL;
    config.listen = "nowhere";
    assert_err(http_server_start(&ctx, &config, &server), ERR_BAD_PARAM);
    config.listen = "127.0.0.1:0";
    config.stream_listen = "203.0.113.9:0";
    assert_err(http_server_start(&ctx, &config, &server), ERR_IO);
    arena_done(&a);
}

static void refuses_a_port_of_another_server(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 16);
    struct ctx ctx = { .arena = &a };
    struct http_config config;
    config_fill(&config);
    struct http_server *first = server_start(&config);
    struct http_server *second = NULL;
    struct sv same = sv_printf(&a, "127.0.0.1:%d", http_server_port(first));
    config.listen = same.ptr;
    assert_err(http_server_start(&ctx, &config, &second), ERR_IO);
    config.listen = "127.0.0.1:0";
    config.stream_listen = same.ptr;
    assert_err(http_server_start(&ctx, &config, &second), ERR_IO);
    server_end(first);
    config.listen = same.ptr;
    config.stream_listen = NULL;
    assert_ok(http_server_start(&ctx, &config, &second));
    server_end(second);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_deferred_requests),
        cmocka_unit_test(listens_on_a_unix_socket),
        cmocka_unit_test(releases_a_thousand_suspended_requests),
        cmocka_unit_test(answers_503_when_the_queue_is_full),
        cmocka_unit_test(loses_nothing_at_the_stop),
        cmocka_unit_test(stops_beside_idle_and_half_sent_requests),
        cmocka_unit_test(refuses_bad_settings),
        cmocka_unit_test(refuses_a_port_of_another_server),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
