/* http/control: commands, progress, files, refusals, stop. */
#include "harness/harness.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/control.h"

static struct arena a;
static struct ctx ctx;
static const char *folder;
static const char *path;
static struct control_server *server;

static enum err count(struct ctx *c, struct control_call *call, struct sv *out_json)
{
    int64_t to = 0;
    if (!json_i64(json_get(call->request, SV("to")), &to))
        return (fail)(c, ERR_BAD_PARAM, "no \"to\"");
    for (int64_t i = 1; i <= to; i++)
        TRY(control_progress(c, call, sv_printf(c->arena, "{\"at\":%d}", (int)i)));
    *out_json = SV("{\"done\":true}");
    return ERR_OK;
}

static enum err read_files(struct ctx *c, struct control_call *call, struct sv *out_json)
{
    char text[32] = "";
    for (size_t i = 0; i < call->file_count; i++) {
        ssize_t n = read(call->files[i], text + strlen(text), 8);
        assert(n >= 0);
    }
    *out_json = sv_printf(c->arena, "\"%s\"", text);
    return ERR_OK;
}

static const struct control_row rows[] = {
    { "count", count, "Count" },
    { "read", read_files, "Read the files" },
};

static int start(void **state)
{
    UNUSED(state);
    arena_init(&a, (size_t)16 << 20);
    ctx.arena = &a;
    folder = harness_temp_folder(&a);
    path = sv_cstr(&a, sv_printf(&a, "%s/efface.sock", folder));
    struct control_config config = {
        .path = path, .rows = rows, .row_count = ARRAY_COUNT(rows), .arena_max_bytes = 1 << 22
    };
    return control_server_start(&ctx, &config, &server) != ERR_OK;
}

static int stop(void **state)
{
    UNUSED(state);
    control_server_stop(server);
    harness_remove_tree(folder);
    arena_done(&a);
    return 0;
}

static struct control_frame next(struct control_client *client)
{
    struct control_frame frame;
    assert_ok(control_client_next(&ctx, client, &frame));
    return frame;
}

static void answers_with_progress_and_result(void **state)
{
    UNUSED(state);
    struct control_client *client;
    assert_ok(control_client_connect(&ctx, path, &client));
    for (int round = 0; round < 3; round++) {
        assert_ok(
            control_client_send(&ctx, client, SV("{\"command\":\"count\",\"to\":3}"), NULL, 0));
        for (int i = 0; i < 3; i++)
            assert_int_equal(next(client).kind, CONTROL_PROGRESS);
        struct control_frame last = next(client);
        assert_int_equal(last.kind, CONTROL_RESULT);
        assert_sv_lit(last.json, "{\"done\":true}");
    }
    control_client_close(client);
}

static void answers_errors(void **state)
{
    UNUSED(state);
    struct control_client *client;
    assert_ok(control_client_connect(&ctx, path, &client));
    static const char *const bad[] = { "{\"command\":\"none\"}", "{\"command\":\"count\"}", "[]",
                                       "{" };
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        assert_ok(control_client_send(&ctx, client, sv_from(bad[i]), NULL, 0));
        assert_int_equal(next(client).kind, CONTROL_ERROR);
    }
    assert_ok(control_client_send(&ctx, client, SV("{\"command\":\"count\"}"), NULL, 0));
    assert_sv_lit(next(client).json,
                  "{\"error\":\"A parameter is missing or has an illegal value\","
                  "\"code\":\"ERR_BAD_PARAM\",\"detail\":\"no \\\"to\\\"\"}");
    control_client_close(client);
}

static void passes_files(void **state)
{
    UNUSED(state);
    int files[3];
    for (int i = 0; i < 3; i++) {
        char name[512];
        (void)snprintf(name, sizeof name, "%s/file%d", folder, i);
        files[i] = open(name, O_RDWR | O_CREAT, 0600);
        assert_int_equal(write(files[i], "abc" + i, 1), 1);
        assert_int_equal(lseek(files[i], 0, SEEK_SET), 0);
    }
    struct control_client *client;
    assert_ok(control_client_connect(&ctx, path, &client));
    assert_ok(control_client_send(&ctx, client, SV("{\"command\":\"read\"}"), files, 3));
    assert_sv_lit(next(client).json, "\"abc\"");
    assert_ok(control_client_send(&ctx, client, SV("{\"command\":\"read\"}"), NULL, 0));
    assert_sv_lit(next(client).json, "\"\"");
    control_client_close(client);
    for (int i = 0; i < 3; i++)
        close(files[i]);
}

static void keeps_others_out(void **state)
{
    UNUSED(state);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    struct control_client *client;
    assert_err(control_client_connect(&ctx, "/nonexistent/efface.sock", &client), ERR_NOT_FOUND);
}

static int raw_connect(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    memcpy(address.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static void drops_what_is_no_frame(void **state)
{
    UNUSED(state);
    static const struct sv bad[] = { SV_INIT("\xff\xff\xff\xffQ"), SV_INIT("\0\0\0\0Q"),
                                     SV_INIT("GET / HTTP/1.1\r\n\r\n") };
    for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
        int fd = raw_connect();
        assert_int_equal(send(fd, bad[i].ptr, bad[i].len, MSG_NOSIGNAL), bad[i].len);
        char byte;
        assert_true(recv(fd, &byte, 1, 0) <= 0);
        close(fd);
    }
}

static void stops_beside_an_idle_client(void **state)
{
    UNUSED(state);
    int idle = raw_connect();
    int half = raw_connect();
    assert_int_equal(send(half, "\0\0", 2, MSG_NOSIGNAL), 2);
    control_server_stop(server);
    server = NULL;
    assert_int_equal(access(path, F_OK), -1);
    close(idle);
    close(half);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_with_progress_and_result),
        cmocka_unit_test(answers_errors),
        cmocka_unit_test(passes_files),
        cmocka_unit_test(keeps_others_out),
        cmocka_unit_test(drops_what_is_no_frame),
        cmocka_unit_test(stops_beside_an_idle_client),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
