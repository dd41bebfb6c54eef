/* Fuzzer of http/ws_handshake.h: lines "name:value". */
#include "http/ws_handshake.h"

#include <assert.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct http_header headers[HTTP_HEADERS_MAX];
    struct ctx ctx = { .arena = &arena };
    struct http_request req = { .ctx = &ctx, .headers = headers };
    struct sv rest = sv_make(data, size);
    struct sv line;
    while (req.header_count < HTTP_HEADERS_MAX && sv_split(&rest, '\n', &line)) {
        size_t colon = sv_find_char(line, ':', 0);
        struct sv value = colon == SIZE_MAX ? SV("") : sv_from_offset(line, colon + 1);
        headers[req.header_count++] = (struct http_header){ sv_sub(line, 0, colon), value };
    }
    struct ws_handshake handshake;
    if (ws_handshake_check(&arena, &req, &handshake) == ERR_OK) {
        assert(ws_is_asked(&req));
        assert(handshake.accept.len == 28);
        for (size_t i = 0; i < handshake.protocol.len; i++)
            assert(handshake.protocol.ptr[i] > ' ' && handshake.protocol.ptr[i] < 0x7f);
    }
    arena_done(&arena);
    return 0;
}
