/* However the body is cut into chunks, the same parts come out; the first byte says where to cut.
 */
#include <assert.h>
#include <stdint.h>

#include "base/buf.h"

#include "text/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err on_begin(void *arg, const struct multipart_part *part)
{
    assert(part->name.len > 0);
    buf_lit(arg, "<");
    buf_sv(arg, part->name);
    buf_lit(arg, ":");
    return ERR_OK;
}

static enum err on_data(void *arg, struct sv data)
{
    assert(data.len > 0);
    buf_sv(arg, data);
    return ERR_OK;
}

static enum err on_end(void *arg)
{
    buf_lit(arg, ">");
    return ERR_OK;
}

static enum err read_all(struct arena *a, struct sv body, size_t step, struct sv *out)
{
    static const struct multipart_limits limits = { .max_bytes = 1 << 20, .max_parts = 16 };
    struct buf b;
    buf_init(&b, a, 1 << 21);
    const struct multipart_handler handler = { &b, on_begin, on_data, on_end };
    struct multipart *m = ARENA_NEW(a, struct multipart);
    TRY(multipart_init(m, a, SV("b"), &limits, &handler));
    enum err err = ERR_OK;
    for (size_t at = 0; at < body.len && err == ERR_OK; at += step)
        err = multipart_feed(m, sv_sub(body, at, step));
    if (err == ERR_OK)
        err = multipart_end(m);
    *out = buf_view(&b);
    return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    struct sv body = sv_make(data + 1, size - 1);
    struct sv whole = SV("");
    struct sv cut = SV("");
    enum err err_whole = read_all(&a, body, body.len, &whole);
    enum err err_cut = read_all(&a, body, (size_t)data[0] % 8 + 1, &cut);
    assert(err_whole == err_cut && sv_eq(whole, cut));
    arena_done(&a);
    return 0;
}
