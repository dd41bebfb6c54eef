/* Body bytes shared between answers: immutable, counted, on the heap.
 *
 * A cached page is one such body; any number of connections send from it without a copy. Freed with
 * its last reference; its bound is the caller's (the cache's, or one answer).
 */
#pragma once

#include <stdatomic.h>
#include <stddef.h>

#include "base/sv.h"

struct http_body {
    atomic_int refs;
    size_t len;
    char bytes[];
};

/**
 * A body holding a copy of `bytes`, with one reference.
 *
 * Returns  to be given up with http_body_unref; never NULL
 */
struct http_body *http_body_new(struct sv bytes);

/** One reference more. Thread: any. */
struct http_body *http_body_ref(struct http_body *body);

/** Give up a reference; the last one frees. NULL is accepted. Thread: any. */
void http_body_unref(struct http_body *body);

static inline struct sv http_body_view(const struct http_body *body)
{
    return sv_make(body->bytes, body->len);
}
