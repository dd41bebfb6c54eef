/* Ids: the source of new ones. */
#include "base/id.h"

#include <stdatomic.h>

#include "base/heap.h"

struct id_source {
    _Atomic int64_t last;
    _Atomic uint32_t past_sequence;
};

struct id_source *id_source_new(int64_t last, uint16_t salt)
{
    struct id_source *s = heap_new(sizeof *s);
    atomic_init(&s->last, last);
    atomic_init(&s->past_sequence, salt);
    return s;
}

void id_source_free(struct id_source *s)
{
    heap_free(s);
}

int64_t id_next(struct id_source *s, int64_t now_ms)
{
    int64_t floor = id_floor(now_ms);
    int64_t last = atomic_load(&s->last);
    int64_t next = 0;
    do {
        next = last >= floor ? last + 1 : floor;
    } while (!atomic_compare_exchange_weak(&s->last, &last, next));
    return next;
}

int64_t id_at(struct id_source *s, int64_t time_ms, int64_t now_ms)
{
    if (time_ms < 0)
        time_ms = 0;
    if (time_ms >= now_ms)
        return id_next(s, now_ms);
    uint32_t sequence = atomic_fetch_add(&s->past_sequence, 1);
    return id_floor(time_ms) | (int64_t)(sequence & 0xFFFF);
}
