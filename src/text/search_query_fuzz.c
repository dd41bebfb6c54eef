/* Whatever is typed, no more items come than there is room for, and their words are folded. */
#include <assert.h>
#include <stdint.h>

#include "text/search_query.h"
#include "text/search_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct search_query query;
    arena_init(&a, (size_t)16 << 20);
    struct sv text = sv_make(data, size);
    struct sv words = search_words(&a, text);
    assert(sv_eq(search_words(&a, words), words) || words.len > SEARCH_WORDS_INPUT_MAX);
    if (search_query_parse(&a, text, &query) == SEARCH_FAULT_NONE) {
        assert(query.count <= SEARCH_ITEMS_MAX);
        for (size_t i = 0; i < query.count; i++) {
            const struct search_item *item = &query.items[i];
            assert((item->value.len > 0) == (item->key != SEARCH_PERIOD));
            if (item->key != SEARCH_WORDS)
                continue;
            assert(sv_eq(search_words(&a, item->value), item->value));
            assert(search_words_have(item->value, item->value));
            assert(sv_find_char(item->value, '"', 0) == SIZE_MAX);
        }
    }
    arena_done(&a);
    return 0;
}
