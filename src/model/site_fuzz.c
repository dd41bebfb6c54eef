/* Fuzzer of model/site.h: what is read as an address of ours begins with our own. */
#include "model/site.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct site site = { .host = SV("a.example"), .base = SV("https://a.example") };
    struct sv url = sv_make(data, size);
    struct site_address address;
    if (site_parse(&site, url, &address)) {
        assert(site_is_local(&site, url) && sv_starts_with(url, site.base));
        assert(address.id >= 0);
    }
    return 0;
}
