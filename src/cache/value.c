/* Cached value: header, bytes and spans in one allocation. */
#include "cache/value.h"

#include <assert.h>
#include <string.h>

#include "base/heap.h"

static struct sv store_copy(char *at, struct sv s)
{
    if (s.len > 0)
        memcpy(at, s.ptr, s.len);
    return sv_make(at, s.len);
}

struct cache_value *cache_value_new(struct sv bytes, struct sv spans)
{
    struct cache_value *v = heap_resize(NULL, sizeof *v + bytes.len + spans.len);
    *v = (struct cache_value){ .object = NULL };
    atomic_init(&v->refs, 1);
    char *room = (char *)(v + 1);
    /* The spans first: they are aligned as the value is. */
    v->spans = store_copy(room, spans);
    v->bytes = store_copy(room + spans.len, bytes);
    return v;
}

void cache_value_attach(struct cache_value *v, void *object, size_t object_bytes,
                        void (*object_free)(void *))
{
    assert(v->object == NULL && object != NULL && object_free != NULL);
    v->object = object;
    v->object_bytes = object_bytes;
    v->object_free = object_free;
}

struct cache_value *cache_value_ref(struct cache_value *v)
{
    unsigned before = atomic_fetch_add_explicit(&v->refs, 1, memory_order_relaxed);
    assert(before > 0 && before < UINT32_MAX / 2);
    return v;
}

void cache_value_unref(struct cache_value *v)
{
    if (v == NULL)
        return;
    unsigned before = atomic_fetch_sub_explicit(&v->refs, 1, memory_order_acq_rel);
    assert(before > 0);
    if (before > 1)
        return;
    if (v->object != NULL)
        v->object_free(v->object);
    heap_free(v);
}

size_t cache_value_size(const struct cache_value *v)
{
    return sizeof *v + v->bytes.len + v->spans.len + v->object_bytes;
}
