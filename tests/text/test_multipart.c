/* text/multipart: one body in every split, and what is refused. */
#include "harness/harness.h"

#include "base/buf.h"
#include "text/multipart.h"

static int setup(void **state)
{
    static struct arena a;
    arena_init(&a, (size_t)64 << 20);
    *state = &a;
    return 0;
}

static int teardown(void **state)
{
    arena_done(*state);
    return 0;
}

static enum err on_begin(void *arg, const struct multipart_part *part)
{
    buf_lit(arg, "<");
    buf_sv(arg, part->name);
    buf_sv(arg, part->filename.ptr == NULL ? SV("") : SV("|"));
    buf_sv(arg, part->filename);
    buf_sv(arg, part->content_type.len > 0 ? SV("|") : SV(""));
    buf_sv(arg, part->content_type);
    buf_lit(arg, ":");
    return ERR_OK;
}

static enum err on_data(void *arg, struct sv data)
{
    assert_true(data.len > 0);
    buf_sv(arg, data);
    return ERR_OK;
}

static enum err on_end(void *arg)
{
    buf_lit(arg, ">");
    return ERR_OK;
}

/* Feed [0, cut) and then the rest in steps. */
static enum err read_body(struct arena *a, struct sv body, size_t cut, size_t step, struct sv *out)
{
    static const struct multipart_limits limits = { .max_bytes = 8192, .max_parts = 4 };
    struct buf b;
    buf_init(&b, a, 10000);
    const struct multipart_handler handler = { &b, on_begin, on_data, on_end };
    struct multipart *m = ARENA_NEW(a, struct multipart);
    TRY(multipart_init(m, a, SV("--x"), &limits, &handler));
    TRY(multipart_feed(m, sv_sub(body, 0, cut)));
    for (size_t at = cut; at < body.len; at += step)
        TRY(multipart_feed(m, sv_sub(body, at, step)));
    TRY(multipart_end(m));
    *out = buf_view(&b);
    return ERR_OK;
}

#define PART(name) "Content-Disposition: form-data; name=\"" name "\""

static void reads_in_every_split(void **state)
{
    const struct sv body = SV("preamble\r\n----x \r\n" PART(
        "a") "\r\n\r\nv\r\r\n\r\n----\r\n--x\r\n----x\r\n"
             "content-type: image/png\r\n" PART(
                 "f[]") "; filename=\"C:\\d\\%22.png\"\r\n\r\n"
                        "\x89PNG\r\n\r\n----x\r\n" PART("e") "\r\n\r\n----x\r\n" PART(
                            "n") ";filename=\"\"\r\n"
                                 "\r\n\r\n----x--\r\nepilogue ----x");
    const struct sv expected =
        SV("<a:v\r\r\n\r\n----\r\n--x><f[]|C:\\d\\\".png|image/png:\x89PNG\r\n><e:><n|:>");
    for (size_t cut = 0; cut <= body.len; cut++) {
        for (size_t step = 1; step < 8; step++) {
            ARENA_SCOPE (*state) {
                struct sv out;
                assert_ok(read_body(*state, body, cut, step, &out));
                assert_sv(out, expected);
            }
        }
    }
}

static void refuses_others(void **state)
{
    static const struct {
        const char *body;
        enum err err;
    } cases[] = {
        { "", ERR_BAD_REQUEST },
        { "no boundary", ERR_BAD_REQUEST },
        { "----x\r\n" PART("a") "\r\n\r\nnever ends", ERR_BAD_REQUEST },
        { "----x\r\n" PART("a") "\r\n\r\nx\r\n----xy\r\n", ERR_BAD_REQUEST },
        { "----x\r\n" PART("") "\r\n\r\nx\r\n----x--", ERR_BAD_REQUEST },
        { "----x\r\n\r\n\r\nx\r\n----x--", ERR_BAD_REQUEST },
        { "----x\r\nContent-Type: a/b\r\n\r\nx\r\n----x--", ERR_BAD_REQUEST },
        { "----x\r\n" PART("a") "\r\n" PART("b") "\r\n\r\nx\r\n----x--", ERR_BAD_REQUEST },
        { "----x\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n----x--", ERR_BAD_REQUEST },
        { "----x\r\nno colon\r\n\r\n----x--", ERR_BAD_REQUEST },
    };
    struct sv out;
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_err(read_body(*state, sv_from(cases[i].body), 0, 3, &out), cases[i].err);

    struct buf b;
    buf_init(&b, *state, 1 << 20);
    for (int i = 0; i < 5; i++)
        buf_lit(&b, "----x\r\n" PART("a") "\r\n\r\n\r\n");
    assert_err(read_body(*state, buf_view(&b), 0, 100, &out), ERR_LIMIT);
    buf_init(&b, *state, 1 << 20);
    buf_lit(&b, "----x\r\n");
    for (int i = 0; i < 500; i++)
        buf_lit(&b, "X-Y: 01234567\r\n");
    assert_err(read_body(*state, buf_view(&b), 0, 100, &out), ERR_LIMIT);
    for (int i = 0; i < 500; i++)
        buf_lit(&b, "X-Y: 01234567\r\n");
    assert_err(read_body(*state, buf_view(&b), buf_view(&b).len, 100, &out), ERR_TOO_LARGE);

    struct multipart m;
    const struct multipart_limits limits = { 1, 1 };
    const struct multipart_handler handler = { NULL, on_begin, on_data, on_end };
    assert_err(multipart_init(&m, *state, SV(""), &limits, &handler), ERR_BAD_REQUEST);
    assert_err(multipart_init(&m, *state, SV("a\rb"), &limits, &handler), ERR_BAD_REQUEST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_in_every_split, setup, teardown),
        cmocka_unit_test_setup_teardown(refuses_others, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
