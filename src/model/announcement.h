/* Announcement: what the operator tells everybody who is signed in. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/id.h"
#include "base/sv.h"

#define ANNOUNCEMENTS_MAX 100
#define ANNOUNCEMENT_MAX_CHARS 5000
#define ANNOUNCEMENT_REACTIONS_MAX 8 /* different ones, of one announcement */

struct announcement {
    struct announcement_id id; /* tells when it was published */
    struct sv text;            /* as typed */
    int64_t starts_ms;         /* of what it tells of; 0 = not said */
    int64_t ends_ms;           /* likewise; afterwards it is shown no more */
    bool is_all_day;           /* only the days of the two count */
    int64_t updated_ms;
};

struct announcement_reaction {
    struct sv name; /* an emoji */
    int64_t count;
    bool is_mine;
};

/* What an account did with an announcement. */
struct announcement_mark {
    struct announcement_id announcement;
    struct sv name; /* a reaction's emoji; empty: it was read */
};
