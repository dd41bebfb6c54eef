/* Cached value: immutable bytes, reference-counted, so that a response can hold them while the
 * cache lets them go.
 *
 * Beside the bytes a value may carry the spans that tag them with subject and class (opaque here),
 * and an object of the caller's own, for instance a prepared HTTP response, that is destroyed with
 * it.
 */
#pragma once

#include <stdatomic.h>
#include <stddef.h>

#include "base/sv.h"

struct cache_value {
    _Atomic unsigned refs;
    struct sv bytes;
    struct sv spans;             /* may be empty; aligned for any type */
    void *object;                /* may be NULL */
    size_t object_bytes;         /* its share of the cap */
    void (*object_free)(void *); /* NULL when object is */
};

/**
 * A value with one reference, holding copies.
 *
 * bytes    any length
 * spans    opaque to the cache; may be empty
 *
 * Returns  to be given back with cache_value_unref
 */
struct cache_value *cache_value_new(struct sv bytes, struct sv spans);

/**
 * Give the value an object; once, and before anybody else sees the value.
 *
 * object        owned from now on
 * object_bytes  what it counts against the cache's cap
 * object_free   called once, on whichever thread drops the last reference; must not call the cache
 */
void cache_value_attach(struct cache_value *v, void *object, size_t object_bytes,
                        void (*object_free)(void *));

/** One more reference. Thread: any. */
struct cache_value *cache_value_ref(struct cache_value *v);

/** One reference less; the last frees. NULL is accepted. Thread: any. */
void cache_value_unref(struct cache_value *v);

/** Memory it holds, in bytes. */
size_t cache_value_size(const struct cache_value *v);
