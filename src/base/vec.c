/* Growing array in an arena. */
#include "base/vec.h"

void *vec_grow(struct arena *a, void *items, size_t size, size_t count, size_t *cap)
{
    assert(count <= *cap);
    if (count < *cap)
        return items;
    size_t grown_cap = *cap == 0 ? 8 : *cap * 2;
    void *grown = arena_alloc_array(a, size, grown_cap);
    if (count > 0)
        memcpy(grown, items, size * count);
    *cap = grown_cap;
    return grown;
}
