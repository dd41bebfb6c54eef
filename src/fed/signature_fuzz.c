/* Fuzzer of fed/signature.h: lines "name:value" are a request's headers, what follows an empty line its body; nothing that
 * nobody signed is believed. */
#include "fed/signature.h"

#include "base/ctx.h"
#include "crypto/rsa.h"

#define HEADERS_MAX 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void request_read(struct sv rest, struct fed_header *headers, struct fed_request *out)
{
    struct sv line;
    *out = (struct fed_request){ .method = SV("POST"), .target = SV("/inbox"), .headers = headers };
    while (out->header_count < HEADERS_MAX && sv_split(&rest, '\n', &line) && line.len > 0) {
        size_t colon = sv_find_char(line, ':', 0);
        struct sv value = colon == SIZE_MAX ? SV("") : sv_from_offset(line, colon + 1);
        headers[out->header_count++] = (struct fed_header){ sv_sub(line, 0, colon), value };
    }
    out->body = rest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)16 << 20);
    struct ctx ctx = { .arena = &a, .now_ms = INT64_C(1700000000000) };
    struct fed_header headers[HEADERS_MAX];
    struct fed_request req;
    struct fed_signature signature;
    request_read(sv_make(data, size), headers, &req);
    if (fed_signature_parse(&a, &req, &signature) == ERR_OK) {
        assert(signature.key_id.len > 0 && signature.bytes.len > 0);
        if (fed_signature_check(&ctx, &signature, &req, SV("a.example")) == ERR_OK) {
            assert(fed_request_header(&a, &req, SV("digest")).len > 0);
            struct sv host = sv_lower(&a, fed_request_header(&a, &req, SV("host")));
            assert(sv_find(host, SV("a.example"), 0) == 0);
        }
    }
    arena_done(&a);
    return 0;
}
