/* What a person types to search statuses, taken apart.
 *
 *     words "in a row" -without +with #tag from:ann from:me has:image is:reply language:en
 *     before:2026-03-01 after:2026 during:2026-03 in:library in:public
 *
 * `-` before any of them turns it round. A key nobody knows is a word like others, and so is one without value.
 * Spec: the search of Mastodon 4.2 and later
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

#define SEARCH_QUERY_BYTES_MAX 2048
#define SEARCH_ITEMS_MAX 200 /* a pasted paragraph is one; FTS5 nests no more than 256 */

enum search_key {
    SEARCH_WORDS,    /* value: folded words, in a row; never empty */
    SEARCH_TAG,      /* value: normalized */
    SEARCH_FROM,     /* value: as typed: a handle, or "me" */
    SEARCH_HAS,      /* value: lower case, as the next three */
    SEARCH_IS,       /* value */
    SEARCH_LANGUAGE, /* value */
    SEARCH_IN,       /* value */
    SEARCH_PERIOD,   /* published from from_ms to before to_ms */
};

struct search_item {
    enum search_key key;
    bool is_not;
    struct sv value;
    int64_t from_ms; /* INT64_MIN: from the first */
    int64_t to_ms;   /* INT64_MAX: to the last */
};

struct search_query {
    struct search_item items[SEARCH_ITEMS_MAX];
    size_t count; /* 0: nothing was asked for */
};

enum search_fault {
    SEARCH_FAULT_NONE,
    SEARCH_FAULT_LONG, /* more than SEARCH_QUERY_BYTES_MAX bytes */
    SEARCH_FAULT_MANY, /* more than SEARCH_ITEMS_MAX items */
    SEARCH_FAULT_DATE, /* no year, month or day */
};

/**
 * Take a query apart.
 *
 * untrusted  any bytes
 * out        values in the arena; untouched on failure
 *
 * Returns    SEARCH_FAULT_NONE, or what is wrong
 */
MUST_USE enum search_fault search_query_parse(struct arena *a, struct sv untrusted,
                                              struct search_query *out);
