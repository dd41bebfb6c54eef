/* Follow sets: immutable bitmaps with references, a table by key and a list by use. */
#include "feed/follow_set.h"

#include <assert.h>

#include "base/heap.h"

#define EPOCH_SLOTS ((size_t)4096)
#define FILTER_BITS_PER_MEMBER ((size_t)32)
#define FILTER_BITS_MAX ((size_t)1 << 20)

static void make_filter(struct feed_members *m, const uint32_t *numbers, size_t count)
{
    size_t bits = 64;
    while (bits < count * FILTER_BITS_PER_MEMBER && bits < FILTER_BITS_MAX)
        bits *= 2;
    m->filter = heap_new(bits / 8);
    m->filter_mask = (uint32_t)bits - 1;
    for (size_t i = 0; i < count; i++) {
        uint32_t bit = numbers[i] & m->filter_mask;
        m->filter[bit >> 6] |= UINT64_C(1) << (bit & 63);
    }
    m->size_bytes += bits / 8;
}

struct feed_members *feed_members_new(struct feed_set_key key, const uint32_t *numbers,
                                      size_t count)
{
    struct feed_members *m = heap_new(sizeof *m);
    atomic_init(&m->refs, 1);
    m->key = key;
    m->numbers = roaring_bitmap_create();
    assert(m->numbers != NULL);
    roaring_bitmap_add_many(m->numbers, count, numbers);
    m->size_bytes = sizeof *m + roaring_bitmap_size_in_bytes(m->numbers) + sizeof *m->numbers;
    make_filter(m, numbers, count);
    return m;
}

void feed_members_unref(struct feed_members *m)
{
    if (m == NULL)
        return;
    unsigned before = atomic_fetch_sub_explicit(&m->refs, 1, memory_order_acq_rel);
    assert(before > 0);
    if (before > 1)
        return;
    roaring_bitmap_free(m->numbers);
    heap_free(m->filter);
    heap_free(m);
}

void feed_sets_init(struct feed_sets *s, size_t cap_bytes)
{
    *s = (struct feed_sets){ .cap_bytes = cap_bytes };
    int failed = pthread_mutex_init(&s->lock, NULL);
    assert(failed == 0);
    epoch_init(&s->epochs, EPOCH_SLOTS);
}

static uint64_t epoch_key(struct feed_set_key key)
{
    return (uint64_t)key.id + ((uint64_t)key.kind << 62);
}

static void use_unlink(struct feed_sets *s, struct feed_members *m)
{
    *(m->newer == NULL ? &s->newest : &m->newer->older) = m->older;
    *(m->older == NULL ? &s->oldest : &m->older->newer) = m->newer;
}

static void use_push(struct feed_sets *s, struct feed_members *m)
{
    m->newer = NULL;
    m->older = s->newest;
    *(s->newest == NULL ? &s->oldest : &s->newest->newer) = m;
    s->newest = m;
}

static void set_drop(struct feed_sets *s, struct feed_members *m)
{
    use_unlink(s, m);
    (void)map_delete(&s->by_id[m->key.kind], (uint64_t)m->key.id);
    s->bytes -= m->size_bytes;
    feed_members_unref(m);
}

static struct feed_members *kept(const struct feed_sets *s, struct feed_set_key key)
{
    uint64_t found = 0;
    if (!map_find(&s->by_id[key.kind], (uint64_t)key.id, &found))
        return NULL;
    return (struct feed_members *)(uintptr_t)found;
}

void feed_sets_done(struct feed_sets *s)
{
    while (s->oldest != NULL)
        set_drop(s, s->oldest);
    for (size_t kind = 0; kind < FEED_SET_COUNT; kind++)
        map_done(&s->by_id[kind]);
    epoch_done(&s->epochs);
    (void)pthread_mutex_destroy(&s->lock);
}

struct feed_members *feed_sets_find(struct feed_sets *s, struct feed_set_key key)
{
    (void)pthread_mutex_lock(&s->lock);
    struct feed_members *m = kept(s, key);
    if (m != NULL) {
        use_unlink(s, m);
        use_push(s, m);
        (void)atomic_fetch_add_explicit(&m->refs, 1, memory_order_relaxed);
    }
    (void)pthread_mutex_unlock(&s->lock);
    return m;
}

void feed_sets_put(struct feed_sets *s, struct feed_members *m, uint64_t epoch)
{
    (void)pthread_mutex_lock(&s->lock);
    bool is_kept = m->size_bytes <= s->cap_bytes && kept(s, m->key) == NULL &&
                   !epoch_is_stamped_after(&s->epochs, epoch_key(m->key), epoch);
    if (is_kept) {
        while (s->bytes + m->size_bytes > s->cap_bytes)
            set_drop(s, s->oldest);
        (void)atomic_fetch_add_explicit(&m->refs, 1, memory_order_relaxed);
        map_put(&s->by_id[m->key.kind], (uint64_t)m->key.id, (uint64_t)(uintptr_t)m);
        use_push(s, m);
        s->bytes += m->size_bytes;
    }
    (void)pthread_mutex_unlock(&s->lock);
}

void feed_sets_invalidate(struct feed_sets *s, struct feed_set_key key)
{
    /* Stamp first: a put that checked before holds the lock, so its set is found and dropped here.
     */
    epoch_stamp(&s->epochs, epoch_key(key));
    (void)pthread_mutex_lock(&s->lock);
    struct feed_members *m = kept(s, key);
    if (m != NULL)
        set_drop(s, m);
    (void)pthread_mutex_unlock(&s->lock);
}
