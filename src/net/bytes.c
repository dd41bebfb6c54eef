/* Bytes with many holders. */
#include "net/bytes.h"

#include <stdatomic.h>
#include <string.h>

#include "base/heap.h"

struct net_bytes {
    atomic_int holders;
    size_t len;
    char bytes[];
};

struct net_bytes *net_bytes_new(struct sv bytes)
{
    struct net_bytes *b = heap_new(sizeof *b + bytes.len);
    atomic_init(&b->holders, 1);
    b->len = bytes.len;
    if (bytes.len > 0)
        memcpy(b->bytes, bytes.ptr, bytes.len);
    return b;
}

struct net_bytes *net_bytes_hold(struct net_bytes *b)
{
    (void)atomic_fetch_add(&b->holders, 1);
    return b;
}

void net_bytes_free(struct net_bytes *b)
{
    if (b != NULL && atomic_fetch_sub(&b->holders, 1) == 1)
        heap_free(b);
}

struct sv net_bytes_view(const struct net_bytes *b)
{
    return sv_make(b->bytes, b->len);
}
