/* Arena: chunks in a list, newest first; sizes double up to a megabyte. */
#include "base/arena.h"

#include <assert.h>
#include <stdint.h>

#include "base/heap.h"

#define CHUNK_MIN_BYTES ((size_t)4096)
#define CHUNK_MAX_BYTES ((size_t)1 << 20)
/* An arena that is used again keeps this much at most, so that its pages need not be asked for each time. */
#define CHUNK_KEPT_BYTES ((size_t)64 << 10)
#define ALIGNMENT ((size_t)16)

struct arena_chunk {
    struct arena_chunk *older;
    size_t size;
    size_t used;
    _Alignas(16) unsigned char bytes[];
};

static void chunks_free_until(struct arena *a, const struct arena_chunk *stop)
{
    while (a->chunk != stop) {
        struct arena_chunk *older = a->chunk->older;
        heap_free(a->chunk);
        a->chunk = older;
    }
}

void arena_init(struct arena *a, size_t cap_bytes)
{
    assert(cap_bytes > 0);
    *a = (struct arena){ .cap_bytes = cap_bytes };
}

void arena_done(struct arena *a)
{
    chunks_free_until(a, NULL);
    a->used_bytes = 0;
    a->is_over = false;
}

void arena_reset(struct arena *a)
{
    struct arena_chunk *kept = NULL;
    while (a->chunk != NULL) {
        struct arena_chunk *chunk = a->chunk;
        a->chunk = chunk->older;
        bool is_better =
            chunk->size <= CHUNK_KEPT_BYTES && (kept == NULL || chunk->size > kept->size);
        heap_free(is_better ? kept : chunk);
        kept = is_better ? chunk : kept;
    }
    if (kept != NULL) {
        kept->older = NULL;
        kept->used = 0;
    }
    a->chunk = kept;
    a->used_bytes = 0;
    a->is_over = false;
}

static void chunk_push(struct arena *a, size_t need)
{
    size_t size = a->chunk == NULL ? CHUNK_MIN_BYTES : a->chunk->size * 2;
    while (size < need && size < CHUNK_MAX_BYTES)
        size *= 2;
    if (size > CHUNK_MAX_BYTES)
        size = CHUNK_MAX_BYTES;
    if (size < need)
        size = need;
    struct arena_chunk *chunk = heap_resize(NULL, sizeof *chunk + size);
    chunk->older = a->chunk;
    chunk->size = size;
    chunk->used = 0;
    a->chunk = chunk;
}

void *arena_alloc(struct arena *a, size_t size)
{
    assert(a->cap_bytes > 0);
    assert(size < SIZE_MAX / 2);
    size_t need = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    if (need == 0)
        need = ALIGNMENT;
    if (a->chunk == NULL || a->chunk->size - a->chunk->used < need)
        chunk_push(a, need);
    void *ptr = a->chunk->bytes + a->chunk->used;
    a->chunk->used += need;
    a->used_bytes += need;
    if (a->used_bytes > a->cap_bytes)
        a->is_over = true;
    memset(ptr, 0, need);
    return ptr;
}

void *arena_alloc_array(struct arena *a, size_t size, size_t count)
{
    size_t bytes = 0;
    bool overflows = __builtin_mul_overflow(size, count, &bytes);
    assert(!overflows);
    return arena_alloc(a, bytes);
}

void *arena_copy(struct arena *a, const void *data, size_t size)
{
    assert(data != NULL || size == 0);
    void *ptr = arena_alloc(a, size);
    if (size > 0)
        memcpy(ptr, data, size);
    return ptr;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){
        .chunk = a->chunk,
        .chunk_used = a->chunk == NULL ? 0 : a->chunk->used,
        .used_bytes = a->used_bytes,
    };
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
    assert(a->used_bytes >= mark.used_bytes);
    chunks_free_until(a, mark.chunk);
    if (a->chunk != NULL)
        a->chunk->used = mark.chunk_used;
    a->used_bytes = mark.used_bytes;
}
