/* Arena: all memory of one request or one job, freed at once.
 *
 * Allocation never fails to the caller. Passing the cap sets a sticky mark instead (Varnish's overflow idea): loops
 * over outside data ask arena_is_over() and stop, and the dispatcher answers ERR_LIMIT. So straight-line code needs
 * no checks, and a request still cannot grow without end.
 *
 * Not thread-safe: an arena belongs to one request at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/macros.h"

struct arena_chunk;

struct arena {
    struct arena_chunk *chunk; /* newest chunk, NULL while empty */
    size_t used_bytes;         /* handed out since init or rewind */
    size_t cap_bytes;          /* above it is_over is set */
    bool is_over;              /* sticky until arena_reset */
};

struct arena_mark {
    struct arena_chunk *chunk;
    size_t chunk_used;
    size_t used_bytes;
};

/** An empty arena that marks itself over beyond cap_bytes. Allocates nothing yet. */
void arena_init(struct arena *a, size_t cap_bytes);

/** Free everything; the arena may be used again. Accepts a zeroed struct. */
void arena_done(struct arena *a);

/** Forget everything but keep the largest chunk up to 64 KiB for the next request. */
void arena_reset(struct arena *a);

/**
 * Zeroed, 16-byte aligned memory.
 *
 * size     bytes; 0 gives a valid unique pointer
 *
 * Returns  memory that lives until the arena is rewound past it or done; never NULL
 */
void *arena_alloc(struct arena *a, size_t size);

/** Copy of `size` bytes in the arena; a NULL `data` needs size 0. */
void *arena_copy(struct arena *a, const void *data, size_t size);

/** True once more than the cap was handed out. */
static inline bool arena_is_over(const struct arena *a)
{
    return a->is_over;
}

/** Remember the fill level, for arena_rewind. */
struct arena_mark arena_mark(const struct arena *a);

/** Give back everything allocated since the mark. */
void arena_rewind(struct arena *a, struct arena_mark mark);

struct arena_scope {
    struct arena *arena;
    struct arena_mark mark;
    bool is_open;
};

static inline void arena_scope_end(struct arena_scope *s)
{
    arena_rewind(s->arena, s->mark);
}

/* Everything allocated in the block is given back at its end: ARENA_SCOPE(a) { … }
 * Leave the block only by its end or by return, never by break. */
#define ARENA_SCOPE(a)                                                                             \
    for (CLEANUP(arena_scope_end) struct arena_scope scope_ = { (a), arena_mark(a), true };        \
         scope_.is_open; scope_.is_open = false)

/* Zeroed object or array of a type. */
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_alloc_array((a), sizeof(type), (count)))

/** Zeroed array; aborts when size × count overflows (a bug, not an outside reason). */
void *arena_alloc_array(struct arena *a, size_t size, size_t count);
