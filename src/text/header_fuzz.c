/* Every reader of header fields over the same bytes. */
#include <assert.h>
#include <stdint.h>

#include "text/header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)16 << 20);
    struct sv s = sv_make(data, size);
    struct header_params params;
    struct header_content_type type;
    struct sv name;
    struct sv password;
    (void)header_parse_accept(s);
    if (header_parse_params(&a, s, ';', &params) == ERR_OK)
        assert(params.list.count <= HEADER_PARAM_MAX);
    (void)!header_parse_signature(&a, s, &params);
    (void)!header_parse_content_type(&a, s, &type);
    (void)!header_parse_basic(&a, s, &name, &password);
    (void)header_find_cookie(s, SV("a"));
    (void)header_bearer_token(s);
    for (uint64_t length = 0; length < 1000; length += 333) {
        struct header_range range = header_parse_range(s, length);
        if (range.kind == HEADER_RANGE_PART)
            assert(range.first <= range.last && range.last < length);
    }
    struct buf b;
    buf_init(&b, &a, size * 3 + 64);
    header_link_to(&b, s, SV("next"));
    assert(!b.is_overflown);
    arena_done(&a);
    return 0;
}
