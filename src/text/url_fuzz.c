/* Fuzzer of URLs: the first line is a URL, the second a reference. What is accepted is in its only
 * form and safe. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "text/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_host(struct arena *a, struct sv text)
{
    struct url_host host;
    if (url_host_parse(a, text, &host) != ERR_OK)
        return;
    struct url_host again;
    enum err err = url_host_parse(a, host.text, &again);
    assert(err == ERR_OK && sv_eq(host.text, again.text) && host.kind == again.kind);
    if (host.kind == URL_HOST_NAME)
        (void)url_registrable_domain(a, host.name);
}

static void check_url(struct arena *a, const struct url *u)
{
    assert(u->text.len <= URL_BYTES_MAX && u->path.len > 0 && u->path.ptr[0] == '/');
    for (size_t i = 0; i < u->text.len; i++) {
        char c = u->text.ptr[i];
        assert(c > ' ' && c < 0x7F && c != '"' && c != '<' && c != '>' && c != '\\');
    }
    assert(sv_find_char(u->origin, '@', 0) == SIZE_MAX);
    struct url again;
    enum err err = url_parse(a, u->text, &again);
    assert(err == ERR_OK && sv_eq(u->text, again.text) && url_origin_eq(u, &again));
    check_host(a, u->host);
}

static void check_escapes(struct arena *a, struct sv text)
{
    struct sv bytes;
    (void)!url_percent_decode(a, text, &bytes);
    enum err err = url_percent_decode(a, url_percent_encode(a, text), &bytes);
    assert(err == ERR_OK && sv_eq(bytes, text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)16 << 20);
    struct sv ref = sv_make(data, size);
    struct sv first = { NULL, 0 };
    (void)sv_split(&ref, '\n', &first);
    check_host(&a, first);
    check_escapes(&a, first);
    struct url base;
    if (url_parse(&a, first, &base) == ERR_OK) {
        check_url(&a, &base);
        struct url resolved;
        if (url_resolve(&a, &base, ref, &resolved) == ERR_OK)
            check_url(&a, &resolved);
    }
    arena_done(&a);
    return 0;
}
