/* Hashtag as moderators know it: may it be a trend, be found, be used at all? */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "base/sv.h"

/* May it be a trend? Stored; never renumbered; in the order of what everybody sees. */
enum trend_decision {
    TREND_REFUSED = -1,
    TREND_UNDECIDED = 0,
    TREND_ALLOWED = 1,
};

struct tag {
    struct tag_id id;
    struct sv name; /* as normalized */
    enum trend_decision decision;
    bool is_unusable;    /* local accounts may not post it */
    bool is_unlisted;    /* searches do not suggest it */
    int64_t reviewed_ms; /* when a moderator decided last; 0 = never */
};

/* A site whose pages were trends. */
struct publisher {
    int64_t id;
    struct sv host;
    enum trend_decision decision; /* of all its pages that have none of their own */
    int64_t reviewed_ms;          /* 0 = never */
};
