/* Visibility of a status, and who may see it. Pure.
 *
 * Spec: Mastodon API, Status#visibility; federation addressing in spec ActivityPub 5.
 */
#pragma once

#include <stdbool.h>

#include "base/sv.h"

/* Stored; never renumbered. Greater is narrower. */
enum visibility {
    VISIBILITY_PUBLIC = 0,
    VISIBILITY_UNLISTED = 1,
    VISIBILITY_PRIVATE = 2, /* followers only */
    VISIBILITY_DIRECT = 3,  /* mentioned accounts only */
};

/** "public", "unlisted", "private" or "direct"; lives for ever. */
struct sv visibility_name(enum visibility v);

/**
 * The visibility a client names.
 *
 * out      untouched on failure
 *
 * Returns  false when the name is none of the four
 */
MUST_USE bool visibility_parse(struct sv name, enum visibility *out);

/* What decides whether somebody may see a status; all about one viewer and one author. */
struct visibility_facts {
    enum visibility visibility;
    bool is_author;      /* the viewer wrote it */
    bool is_mentioned;   /* the viewer is named in it */
    bool follows_author; /* the viewer follows its author */
    bool author_blocks;  /* its author blocks the viewer */
    bool author_is_gone; /* suspended or erased */
};

/**
 * May the viewer see the status at all? An anonymous viewer is all false.
 *
 * A block hides even public statuses from the blocked account when it is signed in, as Mastodon does.
 */
bool visibility_allows(const struct visibility_facts *f);

/** May somebody else reblog it? Public and unlisted by all, private by its author only, direct by nobody. */
bool visibility_allows_reblog(enum visibility v, bool is_author);
