/* The home predicate: does a status belong into an account's home timeline? Pure.
 *
 * The feed index only selects candidates; this decides on loaded facts (DESIGN.md section 6), so that a block, a mute or
 * an unfollow is right from the next read on, whatever the index still holds.
 */
#pragma once

#include <stdbool.h>

#include "base/sv.h"
#include "model/list.h"
#include "model/visibility.h"

/* The viewer's relation to one account that takes part in a status. */
struct home_party {
    bool is_viewer;
    bool is_followed;
    bool is_blocked; /* by the viewer */
    bool blocks_viewer;
    bool is_muted;          /* by the viewer, and the mute has not expired */
    bool is_domain_blocked; /* its server, by the viewer */
    bool is_gone;           /* suspended or erased */
};

struct home_facts {
    enum visibility visibility;
    bool is_tombstoned;         /* the status or what it reblogs */
    bool is_mentioned;          /* the viewer is named in it */
    struct home_party author;   /* who posted or reblogged */
    bool follow_shows_reblogs;  /* the viewer's follow of the author */
    struct sv follow_languages; /* comma-separated two-letter codes; empty = all */
    struct sv language;         /* of the status; may be empty */
    bool is_reblog;
    struct home_party original;   /* with is_reblog: author of what is reblogged */
    bool is_reply;                /* of the original where it is a reblog: then ignored */
    bool is_reply_to_self;        /* to the author's own status */
    struct home_party replied_to; /* with is_reply */
    bool is_set_apart;            /* its author is in an exclusive list of the viewer */
    bool has_followed_tag;        /* it holds a hashtag that the viewer follows */
    bool author_is_silenced;
};

/** Does it belong into the viewer's home timeline? */
bool status_in_home(const struct home_facts *f);

/**
 * Does it belong into one of the viewer's lists, its author being in it?
 *
 * answers_member  with is_reply: it answers an account that is in the list
 */
bool status_in_list(const struct home_facts *f, enum list_replies replies, bool answers_member);
