/* Return addresses. */
#include "api/web/return_to.h"

bool web_return_to_is_own(struct sv untrusted)
{
    if (untrusted.len == 0 || untrusted.len > RETURN_TO_BYTES_MAX || untrusted.ptr[0] != '/')
        return false;
    /* "//host" is another server, and browsers read "\" as "/". */
    if (untrusted.len > 1 && untrusted.ptr[1] == '/')
        return false;
    for (size_t i = 0; i < untrusted.len; i++) {
        unsigned char c = (unsigned char)untrusted.ptr[i];
        if (c <= ' ' || c >= 0x7f || c == '\\')
            return false;
    }
    return true;
}

struct sv web_return_to(struct sv untrusted, struct sv fallback)
{
    return web_return_to_is_own(untrusted) ? untrusted : fallback;
}
