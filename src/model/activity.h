/* Kinds of activities that leave this server; stored in fanout and delivery rows, never renumbered. */
#pragma once

enum activity_kind {
    ACTIVITY_CREATE = 0,   /* object: status */
    ACTIVITY_UPDATE = 1,   /* object: status */
    ACTIVITY_DELETE = 2,   /* object: status, gone or going */
    ACTIVITY_ANNOUNCE = 3, /* object: the reblog's own status id */
    ACTIVITY_UNDO_ANNOUNCE =
        4, /* object: the reblog's own status id; target: none, uri: what it reblogged */
    ACTIVITY_LIKE = 5, /* object: favourite id; target: author; uri: the status */
    ACTIVITY_UNDO_LIKE = 6,
    ACTIVITY_FOLLOW = 7, /* object: follow id; target: the followed */
    ACTIVITY_UNDO_FOLLOW = 8,
    ACTIVITY_ACCEPT_FOLLOW = 9, /* object: follow id; target: the follower; uri: the Follow's id */
    ACTIVITY_REJECT_FOLLOW = 10,
    ACTIVITY_BLOCK = 11, /* object: block id; target: the blocked */
    ACTIVITY_UNDO_BLOCK = 12,
    ACTIVITY_UPDATE_ACTOR = 13, /* object: account */
    ACTIVITY_DELETE_ACTOR = 14, /* object: account */
    ACTIVITY_FLAG = 15,         /* object: report */
    ACTIVITY_VOTE = 16,         /* object: poll option; target: author; uri: the status */
    ACTIVITY_KIND_COUNT
};
