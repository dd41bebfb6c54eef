/* http/intake and http/upload: fields from everywhere, files into sinks, budgets. */
#include "fixture.h"

#include <fcntl.h>

#include "base/buf.h"
#include "http/upload.h"
#include "text/params.h"

static atomic_int sinks_open;

static enum err fields(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct buf b;
    buf_init(&b, ctx->arena, 4096);
    for (size_t i = 0; i < req->params->list.count; i++) {
        const struct param *p = &req->params->list.items[i];
        buf_printf(&b, "%" SV_FMT "=%" SV_FMT ";", SV_ARG(p->name), SV_ARG(p->value));
    }
    http_response_bytes(res, "text/plain", buf_view(&b));
    return ERR_OK;
}

static enum err file(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct http_upload *upload = http_upload_find(req, SV("file"));
    if (upload == NULL)
        return (fail)(ctx, ERR_VALIDATION, "no file");
    struct sv bytes;
    TRY(http_upload_view(upload, &bytes));
    int fd = http_upload_take(upload);
    /* Sealed: nobody can change what was checked. */
    assert(write(fd, "x", 1) < 0);
    assert(http_upload_take(upload) == -1);
    (void)close(fd);
    uint64_t sum = 0;
    for (size_t i = 0; i < bytes.len; i++)
        sum = sum * 31 + (unsigned char)bytes.ptr[i];
    http_response_bytes(res, "text/plain",
                        sv_printf(ctx->arena, "%" SV_FMT " %" SV_FMT " %zu %llx %" SV_FMT,
                                  SV_ARG(upload->filename), SV_ARG(upload->content_type), bytes.len,
                                  (unsigned long long)sum,
                                  SV_ARG(params_find(req->params, SV("alt")))));
    return ERR_OK;
}

static enum err own_begin(struct http_upload *upload)
{
    UNUSED(upload);
    atomic_fetch_add(&sinks_open, 1);
    return ERR_OK;
}

static enum err own_data(struct http_upload *upload, struct sv bytes)
{
    if (bytes.ptr[0] == '!')
        return (fail)(upload->ctx, ERR_DISK_FULL, "full");
    return ERR_OK;
}

static enum err own_end(struct http_upload *upload)
{
    UNUSED(upload);
    return ERR_OK;
}

static void own_done(struct http_upload *upload)
{
    UNUSED(upload);
    atomic_fetch_sub(&sinks_open, 1);
}

static const struct http_sink own_sink = { own_begin, own_data, own_end, own_done };

static enum err own(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(ctx);
    http_response_bytes(res, "text/plain",
                        sv_printf(ctx->arena, "%d", (int)req->uploads->size_bytes));
    return ERR_OK;
}

/* A token may be a field of the form. */
static enum err authenticate(struct ctx *ctx, struct http_request *req, const struct route *route)
{
    UNUSED(route);
    struct sv token = http_request_bearer(req);
    if (token.ptr == NULL && req->params != NULL)
        token = params_find(req->params, SV("access_token"));
    if (sv_eq(token, SV("good"))) {
        ctx->viewer.user = user_id(1);
        ctx->viewer.token = token_id(1);
    }
    return ERR_OK;
}

static struct route rows[] = {
    ROUTE(POST, "/fields", fields, NONE, 0, NONE, PARAMS, 1 << 16, ANY, WORKER, "0.1", ""),
    ROUTE(GET, "/fields", fields, NONE, 0, NONE, NONE, 0, ANY, LOOP, "0.1", ""),
    ROUTE(POST, "/private", fields, USER, 0, NONE, PARAMS, 1 << 16, ANY, WORKER, "0.1", ""),
    ROUTE(POST, "/file", file, USER, 0, NONE, FILE, 8 << 20, ANY, WORKER, "0.1", ""),
    ROUTE(POST, "/own", own, NONE, 0, NONE, FILE, 8 << 20, ANY, LOOP, "0.1", ""),
};
static struct route_table table = { rows, ARRAY_COUNT(rows) };
static struct http_server *server;
static int port;
static struct reply r;

static int start(void **state)
{
    UNUSED(state);
    rows[4].sink = &own_sink;
    struct http_config config;
    http_config_init(&config);
    config.tables = &table;
    config.table_count = 1;
    config.loop_count = 1;
    config.worker_count = 2;
    config.body_total_max_bytes = (size_t)10 << 20;
    config.hooks = (struct http_hooks){ .authenticate = authenticate };
    server = server_start(&config);
    port = http_server_port(server);
    return 0;
}

static int stop(void **state)
{
    UNUSED(state);
    server_end(server);
    return 0;
}

static int post(const char *target, const char *type, struct sv body)
{
    char head[512];
    int len = snprintf(head, sizeof head,
                       "POST %s HTTP/1.1\r\nHost: h\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
                       "Connection: close\r\n\r\n",
                       target, type, body.len);
    int fd = client_connect(port);
    assert_true(client_send(fd, sv_make(head, (size_t)len)));
    (void)client_send(fd, body);
    client_read(fd, &r, 3000);
    close(fd);
    return reply_status(&r);
}

#define FORM "application/x-www-form-urlencoded"
#define MULTIPART "multipart/form-data; boundary=XX"
#define PART(name, rest) "--XX\r\nContent-Disposition: form-data; name=\"" name "\"" rest "\r\n\r\n"

static void merges_fields_from_everywhere(void **state)
{
    UNUSED(state);
    assert_int_equal(client_ask(port, GET("/fields?a=1&b%5B%5D=%C3%A9+x&b[]=3"), &r), 200);
    assert_string_equal(reply_body(&r), "a=1;b[]=\xc3\xa9 x;b[]=3;");
    assert_int_equal(post("/fields?a=1", FORM, SV("a=2&c=%26")), 200);
    assert_string_equal(reply_body(&r), "a=1;a=2;c=&;");
    assert_int_equal(post("/fields?q=1", "application/json", SV("{\"a\":{\"b\":[1,true]}}")), 200);
    assert_string_equal(reply_body(&r), "q=1;a[b][]=1;a[b][]=true;");
    assert_int_equal(
        post("/fields?q=1", MULTIPART, SV(PART("a", "") "x\r\n" PART("b", "") "\r\n--XX--\r\n")),
        200);
    assert_string_equal(reply_body(&r), "q=1;a=x;b=;");
}

static void refuses_bad_forms(void **state)
{
    UNUSED(state);
    assert_int_equal(client_ask(port, GET("/fields?a=%ff"), &r), 400);
    assert_int_equal(post("/fields", "application/json", SV("[1]")), 400);
    assert_int_equal(post("/fields", "application/json", SV("{")), 400);
    assert_int_equal(post("/fields", "text/plain", SV("a=1")), 415);
    assert_int_equal(post("/fields", "multipart/form-data", SV("a=1")), 400);
    assert_int_equal(post("/fields", MULTIPART, SV(PART("a", "") "x\r\n--XX")), 400);
    assert_int_equal(
        post("/fields", MULTIPART, SV(PART("a", "; filename=\"f\"") "x\r\n--XX--\r\n")), 415);
}

static void finds_a_token_in_the_form(void **state)
{
    UNUSED(state);
    assert_int_equal(post("/private", FORM, SV("access_token=good")), 200);
    assert_int_equal(post("/private", FORM, SV("access_token=bad")), 401);
    assert_int_equal(post("/private?access_token=good", FORM, SV("a=%ff")), 400);
    assert_int_equal(post("/private", FORM, SV("a=%ff")), 401);
}

#define UPLOAD_HEAD                                                                                \
    "POST /file HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer %s\r\n"                               \
    "Content-Type: " MULTIPART "\r\nContent-Length: %zu\r\n\r\n"

/* Send an upload in pieces of `step` bytes. */
static int upload(const char *token, struct sv body, size_t step)
{
    char head[512];
    int len = snprintf(head, sizeof head, UPLOAD_HEAD, token, body.len);
    int fd = client_connect(port);
    assert_true(client_send(fd, sv_make(head, (size_t)len)));
    bool is_sent = true;
    for (size_t at = 0; is_sent && at < body.len; at += step)
        is_sent = client_send(fd, sv_sub(body, at, step));
    client_read(fd, &r, 3000);
    close(fd);
    return reply_status(&r);
}

static void receives_files_in_any_pieces(void **state)
{
    UNUSED(state);
    struct sv body = SV(PART("alt", "") "a cat\r\n" PART(
        "file",
        "; filename=\"c.png\"\r\nContent-Type: image/png") "0123456789\r\n--X\r\n--XX--\r\n");
    assert_int_equal(upload("good", body, body.len), 200);
    assert_true(sv_starts_with(sv_from(reply_body(&r)), SV("c.png image/png 15 ")));
    assert_true(sv_ends_with(sv_from(reply_body(&r)), SV(" a cat")));
    char whole[256];
    (void)snprintf(whole, sizeof whole, "%s", reply_body(&r));
    assert_int_equal(upload("good", body, 1), 200);
    assert_string_equal(reply_body(&r), whole);
    struct sv none = SV(PART("file", "; filename=\"\"") "\r\n--XX--\r\n");
    assert_int_equal(upload("good", none, none.len), 422);
}

static void receives_a_large_file(void **state)
{
    UNUSED(state);
    size_t size = (size_t)4 << 20;
    char *bytes = test_calloc(1, size + 1024);
    static const char part[] = PART("file", "; filename=\"v\"");
    size_t len = sizeof part - 1;
    memcpy(bytes, part, len);
    for (size_t i = 0; i < size; i++)
        bytes[len + i] = (char)(i * 7 % 251);
    len += size;
    memcpy(bytes + len, "\r\n--XX--\r\n", 10);
    len += 10;
    assert_int_equal(upload("good", sv_make(bytes, len), 65536), 200);
    assert_true(reply_has(&r, "4194304"));
    /* Who it is comes first: the body is not waited for. */
    assert_int_equal(upload("bad", sv_make(bytes, 1000), 1000), 401);
    test_free(bytes);
}

static void refuses_when_all_bodies_are_too_many(void **state)
{
    UNUSED(state);
    /* Two uploads of 6 MiB wait unfinished; the budget is 10 MiB. */
    int fds[2];
    static char junk[65536];
    bool is_open = true;
    for (int i = 0; i < 2; i++) {
        char head[512];
        int len = snprintf(head, sizeof head, UPLOAD_HEAD, "good", (size_t)7 << 20);
        fds[i] = client_connect(port);
        assert_true(client_send(fds[i], sv_make(head, (size_t)len)));
        assert_true(client_send(fds[i], SV(PART("file", "; filename=\"v\""))));
        for (int k = 0; is_open && k < 96; k++)
            is_open = client_send(fds[i], sv_make(junk, sizeof junk));
    }
    client_read(fds[1], &r, 3000);
    assert_true(r.is_closed);
    close(fds[0]);
    close(fds[1]);
    /* What was held is given back. */
    int status = 0;
    for (int i = 0; status != 200 && i < 100; i++) {
        (void)poll(NULL, 0, 20);
        struct sv body = SV(PART("file", "; filename=\"v\"") "x\r\n--XX--\r\n");
        status = upload("good", body, body.len);
    }
    assert_int_equal(status, 200);
}

static void ends_every_sink(void **state)
{
    UNUSED(state);
    assert_int_equal(post("/own", MULTIPART, SV(PART("f", "; filename=\"v\"") "abc\r\n--XX--\r\n")),
                     200);
    assert_string_equal(reply_body(&r), "3");
    assert_int_equal(post("/own", MULTIPART, SV(PART("f", "; filename=\"v\"") "!bc\r\n--XX--\r\n")),
                     503);
    for (int i = 0; i < 5; i++) {
        int fd = client_connect(port);
        assert_true(client_send(
            fd, SV("POST /own HTTP/1.1\r\nHost: h\r\nContent-Type: " MULTIPART
                   "\r\nContent-Length: 1000\r\n\r\n" PART("f", "; filename=\"v\"") "abc")));
        (void)poll(NULL, 0, 10);
        close(fd);
    }
    for (int i = 0; atomic_load(&sinks_open) > 0 && i < 200; i++)
        (void)poll(NULL, 0, 10);
    assert_int_equal(atomic_load(&sinks_open), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merges_fields_from_everywhere),
        cmocka_unit_test(refuses_bad_forms),
        cmocka_unit_test(finds_a_token_in_the_form),
        cmocka_unit_test(receives_files_in_any_pieces),
        cmocka_unit_test(receives_a_large_file),
        cmocka_unit_test(refuses_when_all_bodies_are_too_many),
        cmocka_unit_test(ends_every_sink),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
