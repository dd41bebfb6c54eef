/* What a cached value is about: an id with its noun, since ids of two nouns may be the same number.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"

enum cache_noun {
    CACHE_NOUN_NONE, /* about nothing that can change or go */
    CACHE_NOUN_ACCOUNT,
    CACHE_NOUN_STATUS,
    CACHE_NOUN_MEDIA,
    CACHE_NOUN_TAG,
    CACHE_NOUN_SITE, /* the instance: id 0 rules and whatever changes many things, id 1 what is public */
    CACHE_NOUN_COUNT
};

struct cache_ref {
    enum cache_noun noun;
    int64_t id;
};

static inline struct cache_ref cache_ref_account(struct account_id id)
{
    return (struct cache_ref){ CACHE_NOUN_ACCOUNT, id.v };
}

static inline struct cache_ref cache_ref_status(struct status_id id)
{
    return (struct cache_ref){ CACHE_NOUN_STATUS, id.v };
}

static inline struct cache_ref cache_ref_media(struct media_id id)
{
    return (struct cache_ref){ CACHE_NOUN_MEDIA, id.v };
}

static inline struct cache_ref cache_ref_tag(struct tag_id id)
{
    return (struct cache_ref){ CACHE_NOUN_TAG, id.v };
}

static inline struct cache_ref cache_ref_site(void)
{
    return (struct cache_ref){ CACHE_NOUN_SITE, 0 };
}

/** Which statuses are posted for everybody: front page, hashtags. */
static inline struct cache_ref cache_ref_public(void)
{
    return (struct cache_ref){ CACHE_NOUN_SITE, 1 };
}

static inline bool cache_ref_eq(struct cache_ref a, struct cache_ref b)
{
    return a.noun == b.noun && a.id == b.id;
}

/** One number for hash tables; different refs may share it. */
static inline uint64_t cache_ref_hash(struct cache_ref ref)
{
    return ((uint64_t)ref.id + ((uint64_t)ref.noun << 59)) * UINT64_C(0xD6E8FEB86659FD93);
}
