/* Relationship: what stands between a viewer and another account, seen from the viewer. */
#pragma once

#include <stdbool.h>

#include "base/id.h"
#include "base/sv.h"

/* What a follower wants to see of the followed. */
struct follow_options {
    bool shows_reblogs;
    bool notifies;       /* tell of every post */
    struct sv languages; /* comma-separated; empty = all */
};

/* What a follower says of that; what it does not say stays as it is, or is as usual: boosts are shown, posts not told. */
struct follow_wish {
    bool has_reblogs;
    bool has_notify;
    bool has_languages;
    struct follow_options options;
};

/* A follow, or a request to follow. */
struct follow {
    struct follow_id id;
    struct account_id follower;
    struct account_id target;
    struct follow_options options;
    struct sv uri; /* of the Follow activity when the follower is remote; empty otherwise */
};

struct relationship {
    struct account_id account;
    bool is_following;
    bool shows_reblogs;
    bool notifies;
    struct sv languages; /* comma-separated; empty = all */
    bool is_followed_by;
    bool is_requested;    /* the viewer's follow waits for an answer */
    bool is_requested_by; /* the other's follow waits for the viewer */
    bool is_blocking;
    bool is_blocked_by;
    bool is_muting; /* an expired mute is none */
    bool hides_notifications;
    int64_t mute_expires_ms; /* 0 = never */
    bool is_domain_blocking;
    bool is_endorsed;  /* recommended on the viewer's profile */
    bool is_set_apart; /* in one of the viewer's exclusive lists */
    struct sv note;    /* what the viewer wrote down; only where service_hang_notes() was asked */
};
