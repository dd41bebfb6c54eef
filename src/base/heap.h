/* The only door to malloc.
 *
 * Request memory comes from an arena (base/arena.h). Long-lived structures (caches, pools, indexes) come from here
 * and state in their header who frees them and their upper bound in bytes. Real exhaustion aborts: a server that
 * cannot get a few bytes cannot keep a promise either.
 */
#pragma once

#include <stddef.h>

/**
 * Zeroed memory.
 *
 * size     bytes, at least 1
 *
 * Returns  memory to be freed with heap_free; never NULL (aborts)
 */
void *heap_new(size_t size);

/**
 * Grow or shrink; new bytes are not zeroed.
 *
 * ptr      from heap_new or NULL
 * size     bytes, at least 1
 *
 * Returns  memory to be freed with heap_free; never NULL (aborts)
 */
void *heap_resize(void *ptr, size_t size);

/** Free memory from heap_new or heap_resize; NULL is accepted. */
void heap_free(void *ptr);
