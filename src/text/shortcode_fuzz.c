/* Fuzzer: a shortcode is a name between two colons of the text, each behind the last; and markup that was sanitized stays so
 * with pictures in it. */
#include <stdint.h>

#include "text/html_sanitize.h"
#include "text/shortcode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void scan(struct sv text)
{
    struct shortcode_scan scan = { .text = text };
    struct sv name;
    size_t end = 0;
    while (shortcode_next(&scan, &name)) {
        size_t begin = (size_t)(name.ptr - text.ptr);
        assert(shortcode_is_valid(name) && begin > end && scan.at > begin + name.len);
        assert(text.ptr[begin - 1] == ':' && text.ptr[begin + name.len] == ':');
        end = begin + name.len;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct shortcode_picture pictures[] = {
        { SV_INIT("ab"), SV_INIT("https://a.example/\"<>&.png") },
        { SV_INIT("xx"), SV_INIT("javascript:1") },
    };
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    scan(sv_make(data, size));
    struct html clean = html_sanitize(&a, sv_make(data, size));
    struct html shown = shortcode_show(&a, clean, pictures, ARRAY_COUNT(pictures));
    /* Pictures are no part of what may come in: sanitized again, the rest is what it was without them. */
    assert(sv_find(shown.bytes, SV("javascript"), 0) == SIZE_MAX ||
           sv_find(clean.bytes, SV("javascript"), 0) != SIZE_MAX);
    struct html once = html_sanitize(&a, shown.bytes);
    assert(once.bytes.len <= clean.bytes.len || clean.bytes.len > HTML_SANITIZE_MAX_BYTES / 2);
    arena_done(&a);
    return 0;
}
