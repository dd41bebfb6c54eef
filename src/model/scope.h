/* OAuth scopes as bits. Pure.
 *
 * A parent scope is the set of its children, so "has scope" is one AND.
 *
 * Spec: Mastodon API, OAuth scopes (4.3).
 */
#pragma once

#include <stdint.h>

#include "base/sv.h"

/* Stored; bits are never given again. */
enum scope_bit {
    SCOPE_PROFILE = 0,
    SCOPE_READ_ACCOUNTS,
    SCOPE_READ_BLOCKS,
    SCOPE_READ_BOOKMARKS,
    SCOPE_READ_FAVOURITES,
    SCOPE_READ_FILTERS,
    SCOPE_READ_FOLLOWS,
    SCOPE_READ_LISTS,
    SCOPE_READ_MUTES,
    SCOPE_READ_NOTIFICATIONS,
    SCOPE_READ_SEARCH,
    SCOPE_READ_STATUSES,
    SCOPE_WRITE_ACCOUNTS,
    SCOPE_WRITE_BLOCKS,
    SCOPE_WRITE_BOOKMARKS,
    SCOPE_WRITE_CONVERSATIONS,
    SCOPE_WRITE_FAVOURITES,
    SCOPE_WRITE_FILTERS,
    SCOPE_WRITE_FOLLOWS,
    SCOPE_WRITE_LISTS,
    SCOPE_WRITE_MEDIA,
    SCOPE_WRITE_MUTES,
    SCOPE_WRITE_NOTIFICATIONS,
    SCOPE_WRITE_REPORTS,
    SCOPE_WRITE_STATUSES,
    SCOPE_PUSH,
    SCOPE_ADMIN_READ_ACCOUNTS,
    SCOPE_ADMIN_READ_REPORTS,
    SCOPE_ADMIN_READ_DOMAIN_ALLOWS,
    SCOPE_ADMIN_READ_DOMAIN_BLOCKS,
    SCOPE_ADMIN_READ_IP_BLOCKS,
    SCOPE_ADMIN_READ_EMAIL_DOMAIN_BLOCKS,
    SCOPE_ADMIN_READ_CANONICAL_EMAIL_BLOCKS,
    SCOPE_ADMIN_WRITE_ACCOUNTS,
    SCOPE_ADMIN_WRITE_REPORTS,
    SCOPE_ADMIN_WRITE_DOMAIN_ALLOWS,
    SCOPE_ADMIN_WRITE_DOMAIN_BLOCKS,
    SCOPE_ADMIN_WRITE_IP_BLOCKS,
    SCOPE_ADMIN_WRITE_EMAIL_DOMAIN_BLOCKS,
    SCOPE_ADMIN_WRITE_CANONICAL_EMAIL_BLOCKS,
    SCOPE_READ_COLLECTIONS,
    SCOPE_WRITE_COLLECTIONS,
    SCOPE_BIT_COUNT
};

/* The set of one scope. */
#define SCOPE(bit) (UINT64_C(1) << (bit))
/* Every scope there is: what a web session may. */
#define SCOPE_ALL (SCOPE(SCOPE_BIT_COUNT) - 1)

/**
 * Scopes as a client writes them, separated by spaces or '+'.
 *
 * text     e.g. "read write:statuses follow push"
 * out      union of what is named; untouched on failure
 *
 * Returns  false when a name is unknown or there is none at all
 */
MUST_USE bool scope_parse(struct sv text, uint64_t *out);

/** Space-joined names, parents where all their children are there; in the arena. */
struct sv scope_print(struct arena *a, uint64_t scopes);

/** Every scope's name in table order: call with 0, 1, … until the absent view. Parents come first. */
struct sv scope_name_at(size_t index);
