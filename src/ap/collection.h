/* Collections: totals, and pages of items.
 *
 * Spec: ActivityStreams 2.0 core, section 5
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "text/json_write.h"

struct ap_collection {
    struct sv id;
    int64_t total;                     /* −1 = not said */
    struct sv first;                   /* address of the first page; empty: there are no pages */
    const struct json_fragment *items; /* instead of pages; NULL with no items to show */
    size_t item_count;
    struct subject about;
};

/** Write an OrderedCollection. Returns as json_w_finish. */
MUST_USE enum err ap_collection_render(struct arena *a, const struct ap_collection *collection,
                                       struct json_fragment *out);

struct ap_page {
    struct sv id;
    struct sv part_of;
    struct sv next; /* empty at the end */
    const struct json_fragment *items;
    size_t item_count;
};

/** Write an OrderedCollectionPage. Returns as json_w_finish. */
MUST_USE enum err ap_page_render(struct arena *a, const struct ap_page *page,
                                 struct json_fragment *out);
