/* Range of ids: the paging of the client API in two bounds and a side to start from.
 *
 * Spec: Mastodon API, guidelines#pagination: max_id and since_id bound a page of the newest; min_id
 * asks for the page next to it; min_id goes before since_id.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct feed_range {
    int64_t after;       /* only greater ids; 0 = from the first */
    int64_t before;      /* only smaller ids; INT64_MAX = to the last */
    bool is_from_oldest; /* the page adjacent to `after` instead of the newest */
};

/** From the parameters as sent; negative = not given. */
static inline struct feed_range feed_range_of(int64_t max_id, int64_t since_id, int64_t min_id)
{
    struct feed_range range = { .before = max_id < 0 ? INT64_MAX : max_id };
    range.is_from_oldest = min_id >= 0;
    if (min_id >= 0)
        range.after = min_id;
    else if (since_id >= 0)
        range.after = since_id;
    return range;
}
