/* Fuzzer of http/guard.h and of the small header readers: lines "name:value", the first one the
 * version. */
#include "http/guard.h"

#include "http/response.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void readers_run(struct sv value)
{
    (void)http_etag_matches(value, SV("\"x\""));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct http_header headers[HTTP_HEADERS_MAX];
    size_t count = 0;
    struct sv rest = sv_make(data, size);
    struct sv version = sv_make(NULL, 0);
    struct sv line;
    (void)sv_split(&rest, '\n', &version);
    while (count < HTTP_HEADERS_MAX && sv_split(&rest, '\n', &line)) {
        size_t colon = sv_find_char(line, ':', 0);
        struct sv value = colon == SIZE_MAX ? SV("") : sv_from_offset(line, colon + 1);
        headers[count++] = (struct http_header){ sv_sub(line, 0, colon), value };
        readers_run(value);
    }
    struct guard_facts facts;
    if (guard_check(version, headers, count, &facts) == ERR_OK)
        assert(facts.content_length < 0 || !facts.is_chunked);
    return 0;
}
