/* The only door to malloc. */
#define EFFACE_MAY_MALLOC
#include "base/heap.h"

#include <assert.h>
#include <stdlib.h>

void *heap_new(size_t size)
{
    assert(size > 0);
    void *ptr = (calloc)(1, size);
    if (ptr == NULL)
        abort();
    return ptr;
}

void *heap_resize(void *ptr, size_t size)
{
    assert(size > 0);
    void *grown = (realloc)(ptr, size);
    if (grown == NULL)
        abort();
    return grown;
}

void heap_free(void *ptr)
{
    free(ptr);
}
