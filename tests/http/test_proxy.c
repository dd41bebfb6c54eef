/* http/daemon behind nginx: no ambiguous request reaches a handler in a form that the proxy reads differently. */
#include "ambiguous.h"
#include "fixture.h"

#include <signal.h>
#include <sys/wait.h>

#define NGINX "/usr/sbin/nginx"

static atomic_int calls;
static atomic_int longest;

static enum err echo(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(ctx);
    atomic_fetch_add(&calls, 1);
    if ((int)req->body.len > atomic_load(&longest))
        atomic_store(&longest, (int)req->body.len);
    http_response_bytes(res, "text/plain", req->body);
    return ERR_OK;
}

static const struct route rows[] = {
    ROUTE(GET, "/hello", echo, NONE, 0, NONE, NONE, 0, NONE, LOOP, "0.1", ""),
    ROUTE(POST, "/api/raw", echo, NONE, 0, NONE, RAW, 1000, NONE, WORKER, "0.1", ""),
};
static const struct route_table table = { rows, ARRAY_COUNT(rows) };

/* A port that was free a moment ago. */
static int free_port(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in in = { .sin_family = AF_INET };
    socklen_t len = sizeof in;
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof in), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &len), 0);
    close(fd);
    return ntohs(in.sin_port);
}

static pid_t nginx_start(const char *folder, int listen_port, int server_port)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/nginx.conf", folder);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    (void)fprintf(f, "daemon off; worker_processes 1; pid %s/pid; error_log %s/error.log;\n",
                  folder, folder);
    (void)fprintf(f, "events { worker_connections 64; }\nhttp { access_log off;\n");
    static const char *const kinds[] = { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" };
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++)
        (void)fprintf(f, "%s_temp_path %s/%s;\n", kinds[i], folder, kinds[i]);
    (void)fprintf(f,
                  "server { listen 127.0.0.1:%d; location / { proxy_http_version 1.1;\n"
                  "proxy_set_header Host $host; proxy_set_header Connection \"\";\n"
                  "proxy_set_header X-Forwarded-For $remote_addr;\n"
                  "proxy_pass http://127.0.0.1:%d; } } }\n",
                  listen_port, server_port);
    (void)fclose(f);
    pid_t pid = fork();
    if (pid == 0) {
        (void)execl(NGINX, NGINX, "-c", path, "-e", "/dev/null", (char *)NULL);
        _exit(127);
    }
    return pid;
}

/* Until it answers; false when it does not. */
static bool nginx_wait(int port)
{
    for (int i = 0; i < 100; i++) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
        in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        int result = connect(fd, (struct sockaddr *)&in, sizeof in);
        close(fd);
        if (result == 0)
            return true;
        (void)poll(NULL, 0, 30);
    }
    return false;
}

static int ask_all(int port)
{
    static struct reply r;
    int wrong = 0;
    for (size_t i = 0; i < ARRAY_COUNT(ambiguous); i++) {
        int before = atomic_load(&calls);
        int fd = client_connect(port);
        (void)client_send(fd, ambiguous[i].request);
        client_read(fd, &r, 1500);
        close(fd);
        bool is_smuggled = atomic_load(&calls) - before > 1;
        if (reply_status(&r) != ambiguous[i].proxied_status || is_smuggled) {
            print_message("{\"%s\": %d}%s\n", ambiguous[i].name, reply_status(&r),
                          is_smuggled ? " smuggled" : "");
            wrong++;
        }
    }
    return wrong;
}

static void reads_requests_as_the_proxy_does(void **state)
{
    UNUSED(state);
    if (access(NGINX, X_OK) != 0) {
        print_message("SKIP: no " NGINX " on this machine\n");
        skip();
    }
    struct arena a;
    arena_init(&a, 1 << 16);
    const char *folder = harness_temp_folder(&a);
    struct http_config config;
    http_config_init(&config);
    config.tables = &table;
    config.table_count = 1;
    config.worker_count = 2;
    struct http_server *server = server_start(&config);
    int port = free_port();
    pid_t pid = nginx_start(folder, port, http_server_port(server));
    assert_true(pid > 0);
    bool is_up = nginx_wait(port);
    int wrong = is_up ? ask_all(port) : -1;
    (void)kill(pid, SIGTERM);
    (void)waitpid(pid, NULL, 0);
    server_end(server);
    harness_remove_tree(folder);
    arena_done(&a);
    assert_true(is_up);
    assert_int_equal(wrong, 0);
    assert_in_range(atomic_load(&longest), 0, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_requests_as_the_proxy_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
