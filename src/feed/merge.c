/* Merge: a binary heap of cursors, fetched from lazily. */
#include "feed/merge.h"

#include <assert.h>

#define CHUNK ((size_t)8)

struct cursor {
    int64_t best; /* the next id, or a bound on it while nothing is fetched */
    struct account_id author;
    struct feed_range range; /* not yet fetched */
    struct status_id ids[CHUNK];
    size_t count;
    size_t at;
    bool is_last; /* the store has no more */
};

struct merge {
    struct cursor *cursors;
    size_t count;
    bool is_from_oldest;
    feed_fetch_fn *fetch;
    void *arg;
};

static bool goes_before(const struct merge *m, const struct cursor *a, const struct cursor *b)
{
    return m->is_from_oldest ? a->best < b->best : a->best > b->best;
}

static void sift_down(struct merge *m, size_t at)
{
    for (;;) {
        size_t best = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < m->count; child++) {
            if (goes_before(m, &m->cursors[child], &m->cursors[best]))
                best = child;
        }
        if (best == at)
            return;
        struct cursor moved = m->cursors[at];
        m->cursors[at] = m->cursors[best];
        m->cursors[best] = moved;
        at = best;
    }
}

static void cursors_begin(struct merge *m, const struct feed_source *sources, size_t count,
                          const struct feed_range *range)
{
    for (size_t i = 0; i < count; i++) {
        if (sources[i].newest_id <= range->after)
            continue;
        int64_t newest = sources[i].newest_id;
        if (newest > range->before - 1)
            newest = range->before - 1;
        m->cursors[m->count++] = (struct cursor){
            .best = range->is_from_oldest ? range->after + 1 : newest,
            .author = sources[i].author,
            .range = *range,
        };
    }
    for (size_t i = m->count / 2; i-- > 0;)
        sift_down(m, i);
}

static enum err cursor_fetch(const struct merge *m, struct cursor *c)
{
    size_t count = 0;
    TRY(m->fetch(m->arg, c->author, &c->range, CHUNK, c->ids, &count));
    assert(count <= CHUNK);
    c->at = 0;
    c->count = count;
    c->is_last = count < CHUNK;
    if (count > 0 && c->range.is_from_oldest)
        c->range.after = c->ids[count - 1].v;
    else if (count > 0)
        c->range.before = c->ids[count - 1].v;
    return ERR_OK;
}

/* Bring the top cursor to its next id, or out of the heap when it has none. */
static enum err top_refill(struct merge *m)
{
    struct cursor *top = &m->cursors[0];
    if (top->at == top->count && !top->is_last)
        TRY(cursor_fetch(m, top));
    if (top->at < top->count)
        top->best = top->ids[top->at].v;
    else
        *top = m->cursors[--m->count];
    sift_down(m, 0);
    return ERR_OK;
}

static void reverse(struct status_id *ids, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct status_id kept = ids[i];
        ids[i] = ids[count - 1 - i];
        ids[count - 1 - i] = kept;
    }
}

enum err feed_merge_list(struct arena *a, const struct feed_source *sources, size_t count,
                         const struct feed_range *range, size_t limit, feed_fetch_fn *fetch,
                         void *arg, struct status_id *out_ids, size_t *out_count)
{
    assert(limit > 0);
    struct merge m = { .is_from_oldest = range->is_from_oldest, .fetch = fetch, .arg = arg };
    size_t found = 0;
    if (range->after < range->before) {
        m.cursors = ARENA_ARRAY(a, struct cursor, count);
        cursors_begin(&m, sources, count, range);
    }
    while (found < limit && m.count > 0) {
        struct cursor *top = &m.cursors[0];
        if (top->at < top->count) {
            struct status_id id = top->ids[top->at++];
            if (found == 0 || !status_id_eq(out_ids[found - 1], id))
                out_ids[found++] = id;
        }
        if (found < limit)
            TRY(top_refill(&m));
    }
    if (range->is_from_oldest)
        reverse(out_ids, found);
    *out_count = found;
    return ERR_OK;
}
