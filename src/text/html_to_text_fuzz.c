/* Markup of any kind becomes text of bounded length; escaped text comes back. */
#include <stdint.h>

#include "text/html.h"
#include "text/html_to_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    struct sv text = html_to_text(&a, sv_make(data, size));
    assert(text.len <= size * 2 + 16);
    struct sv again = html_to_text(&a, html_escape(&a, text).bytes);
    assert(again.len <= text.len * 3);
    arena_done(&a);
    return 0;
}
