/* Paging: which part of a list ordered by an id is wanted. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGING_COUNT_MAX 200

/* Whoever pages a search by offset looks no further: what was looked for needs more letters. */
#define SEARCH_OFFSET_MAX 1000

struct paging {
    int64_t above;       /* only greater ids; 0 = from the first */
    int64_t below;       /* only smaller ids; INT64_MAX = to the last */
    bool is_from_oldest; /* the page adjacent to `above` instead of the newest */
    size_t count;        /* at most this many, 1 … PAGING_COUNT_MAX */
};

/** From the parameters as sent; negative = not given. */
static inline struct paging paging_of(int64_t max_id, int64_t since_id, int64_t min_id,
                                      size_t count)
{
    struct paging paging = { .below = max_id < 0 ? INT64_MAX : max_id, .count = count };
    paging.is_from_oldest = min_id >= 0;
    if (min_id >= 0)
        paging.above = min_id;
    else if (since_id >= 0)
        paging.above = since_id;
    return paging;
}

/* The ids between which a page was looked for: what the next and the previous page go on from, also when items in between
 * were left out. Both 0: the page was empty. */
struct paging_span {
    int64_t newest;
    int64_t oldest;
};

/** One id that was looked at. */
static inline void paging_span_add(struct paging_span *span, int64_t id)
{
    if (span->newest == 0 || id > span->newest)
        span->newest = id;
    if (span->oldest == 0 || id < span->oldest)
        span->oldest = id;
}
