/* Fuzzer: an emoji is one thing to look at, short, and UTF-8; what is read twice is read alike. */
#include "text/emoji.h"

#include "base/macros.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sv text = sv_make((const char *)data, size);
    if (emoji_is_one(text)) {
        assert(size <= EMOJI_MAX_BYTES && utf8_is_valid(text));
        assert(utf8_count_graphemes(text) == 1);
        assert(emoji_is_one(text));
    }
    return 0;
}
