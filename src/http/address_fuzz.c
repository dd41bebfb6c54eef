/* Fuzzer of http/address.h: addresses, networks and forwarding headers. */
#include "http/address.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sv text = sv_make(data, size);
    struct arena a;
    arena_init(&a, 1 << 20);
    struct http_address address;
    if (http_address_parse(text, &address) && http_address_is_known(&address)) {
        struct http_address again;
        bool is_read = http_address_parse(http_address_text(&a, &address), &again);
        assert(is_read && memcmp(&address, &again, sizeof again) == 0);
    }
    struct http_network network;
    size_t count = http_network_parse(text, &network);
    (void)http_address_forwarded(text, (struct http_address){ { 1 } }, &network, count);
    arena_done(&a);
    return 0;
}
