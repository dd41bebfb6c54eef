/* Fuzzer: an address of a push service, of three lines: what is taken has keys of their lengths, and is taken again as it is. */
#include "model/push.h"

#include "base/arena.h"
#include "text/base64.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct sv line_take(struct sv *rest)
{
    size_t end = sv_find(*rest, SV("\n"), 0);
    struct sv line = sv_sub(*rest, 0, end == SIZE_MAX ? rest->len : end);
    *rest = end == SIZE_MAX ? SV("") : sv_from_offset(*rest, end + 1);
    return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, 1 << 20);
    struct sv rest = sv_make(data, size);
    struct sv endpoint = line_take(&rest);
    struct sv key = line_take(&rest);
    struct push_address address;
    if (push_address_parse(&a, endpoint, key, rest, false, &address) == ERR_OK) {
        struct push_address again;
        assert(address.key.len == PUSH_KEY_BYTES && address.auth.len == PUSH_AUTH_BYTES);
        assert(sv_starts_with(address.endpoint, SV("https://")));
        assert(sv_starts_with(address.endpoint, address.origin));
        enum err err = push_address_parse(
            &a, address.endpoint, base64_encode(&a, address.key, BASE64_STANDARD),
            base64_encode(&a, address.auth, BASE64_URL), false, &again);
        assert(err == ERR_OK && sv_eq(again.endpoint, address.endpoint));
        assert(sv_eq(again.key, address.key) && sv_eq(again.auth, address.auth));
    }
    arena_done(&a);
    return 0;
}
