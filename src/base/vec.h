/* Growing array in an arena, typed by its declaration.
 *
 *     VEC(struct status_id) ids = { 0 };
 *     *VEC_PUSH(arena, &ids) = id;
 *     for (size_t i = 0; i < ids.count; i++) … ids.items[i] …
 */
#pragma once

#include <stddef.h>

#include "base/arena.h"

#define VEC(type)                                                                                  \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t count;                                                                              \
        size_t cap;                                                                                \
    }

/* Pointer to a new zeroed element at the end. */
#define VEC_PUSH(arena, v)                                                                         \
    ((v)->items = vec_grow((arena), (v)->items, sizeof *(v)->items, (v)->count, &(v)->cap),        \
     &(v)->items[(v)->count++])

/**
 * Room for one element more.
 *
 * items    current array or NULL
 * size     of an element
 * count    elements in use
 * cap      elements there is room for, updated
 *
 * Returns  the array, moved when it had to grow
 */
void *vec_grow(struct arena *a, void *items, size_t size, size_t count, size_t *cap);
