/* Activity: what somebody did to an object, received and sent.
 *
 * Spec: ActivityPub 6 and 7; the section on activities in FEDERATION
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "ap/audience.h"
#include "ap/vocab.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/activity.h"
#include "model/site.h"
#include "text/json.h"
#include "text/json_write.h"

#define AP_FLAG_OBJECTS_MAX 100

/* An activity as it came. */
struct ap_activity {
    enum ap_type type;
    struct sv id; /* absent for those that have none (Mastodon's Add) */
    struct sv actor;
    struct json object;       /* the first one; absent, or a string, or embedded */
    struct sv object_id;      /* its id; may be empty */
    enum ap_type object_type; /* AP_UNKNOWN when it is not embedded */
    struct sv target;         /* may be empty */
    struct sv content;        /* of a Flag, where everybody writes text, not HTML; may be empty */
    int64_t published_ms;     /* 0 = not said */
    struct ap_audience audience;
};

/**
 * Read an activity.
 *
 * document  untrusted; the root, or what an Undo, Accept or Reject embeds
 *
 * Returns  ERR_PARSE  no object, a type that is no activity we know, or no actor
 */
MUST_USE enum err ap_activity_parse(struct arena *a, struct json document, struct ap_activity *out);

/* An activity of ours. Texts that the kind does not need are empty. */
struct ap_outgoing {
    enum activity_kind kind;
    int64_t id;      /* as model/activity.h says: the object's */
    struct sv actor; /* who does it */
    struct sv
        object; /* id of the status, the reblogged, the followed or blocked, or the actor itself */
    struct sv follow;           /* ACCEPT and REJECT: the Follow's id as it came */
    struct sv follower;         /* ACCEPT and REJECT: who follows */
    struct sv followers;        /* CREATE, UPDATE, ANNOUNCE: the actor's collection */
    enum visibility visibility; /* likewise */
    const struct sv *named;     /* likewise: actor ids of whom it names or answers */
    size_t named_count;
    const struct sv *reported; /* FLAG: ids of the statuses */
    size_t reported_count;
    struct sv comment; /* FLAG */
    struct sv
        choice; /* VOTE: the title of the option; its object is the status that asks, named[0] the author */
    int64_t at_ms; /* when; for ANNOUNCE, CREATE, and to tell one Update from the next */
    const struct json_fragment
        *embedded;        /* CREATE, UPDATE, UPDATE_ACTOR: the object without context */
    struct subject about; /* whose doing it is, and what kind of data */
};

/**
 * Write an activity with its context.
 *
 * Returns  as json_w_finish
 */
MUST_USE enum err ap_activity_render(struct arena *a, const struct site *site,
                                     const struct ap_outgoing *activity, struct json_fragment *out);

/** The same without context, for an outbox page. */
MUST_USE enum err ap_activity_render_bare(struct arena *a, const struct site *site,
                                          const struct ap_outgoing *activity,
                                          struct json_fragment *out);
