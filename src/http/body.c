/* Body bytes shared between answers. */
#include "http/body.h"

#include "base/heap.h"

struct http_body *http_body_new(struct sv bytes)
{
    struct http_body *body = heap_resize(NULL, sizeof *body + bytes.len + 1);
    atomic_init(&body->refs, 1);
    body->len = bytes.len;
    if (bytes.len > 0)
        memcpy(body->bytes, bytes.ptr, bytes.len);
    body->bytes[bytes.len] = '\0';
    return body;
}

struct http_body *http_body_ref(struct http_body *body)
{
    atomic_fetch_add_explicit(&body->refs, 1, memory_order_relaxed);
    return body;
}

void http_body_unref(struct http_body *body)
{
    if (body != NULL && atomic_fetch_sub_explicit(&body->refs, 1, memory_order_acq_rel) == 1)
        heap_free(body);
}
