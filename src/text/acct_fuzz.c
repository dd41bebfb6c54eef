/* What parses, written out again, parses to the same. */
#include <assert.h>
#include <stdint.h>

#include "text/acct.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)16 << 20);
    struct acct acct;
    if (acct_parse(sv_make(data, size), &acct) == ERR_OK) {
        const struct sv parts[] = { SV("acct:"), acct.username, SV("@"), acct.host };
        struct sv text = sv_concat(&a, parts, acct.host.len > 0 ? 4 : 2);
        struct acct again;
        assert(acct_parse(text, &again) == ERR_OK);
        assert(sv_eq(acct.username, again.username) && sv_eq(acct.host, again.host));
    }
    arena_done(&a);
    return 0;
}
