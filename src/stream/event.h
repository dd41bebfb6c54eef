/* Stream event: a name and a payload, immutable and reference-counted, so that many listeners queue
 * the same bytes.
 *
 * Spec: Mastodon API, streaming events.
 */
#pragma once

#include <stdatomic.h>

#include "base/id.h"
#include "base/sv.h"

enum stream_event_kind {
    STREAM_EVENT_UPDATE,                /* payload: a status as JSON */
    STREAM_EVENT_STATUS_UPDATE,         /* an edited status as JSON */
    STREAM_EVENT_DELETE,                /* a status id */
    STREAM_EVENT_NOTIFICATION,          /* a notification as JSON */
    STREAM_EVENT_CONVERSATION,          /* a conversation as JSON */
    STREAM_EVENT_FILTERS_CHANGED,       /* {}: there are clients that read all of them as JSON */
    STREAM_EVENT_ANNOUNCEMENT,          /* an announcement id */
    STREAM_EVENT_ANNOUNCEMENT_REACTION, /* name, count and announcement as JSON */
    STREAM_EVENT_ANNOUNCEMENT_DELETE,   /* an announcement id */
    STREAM_EVENT_NOTIFICATIONS_MERGED,  /* none */
    STREAM_EVENT_COUNT
};

struct stream_event {
    _Atomic unsigned refs;
    enum stream_event_kind kind;
    struct sv payload; /* may be empty */
    struct sv spans;   /* tags of subject and class, opaque here; may be empty */
    struct account_id
        author; /* whose content it shows, for the listener's own filters; may be none */
    struct account_id second; /* the reblogged author; may be none */
};

/**
 * An event with one reference, holding copies.
 *
 * author, second  see the fields
 *
 * Returns  to be given back with stream_event_unref
 */
struct stream_event *stream_event_new(enum stream_event_kind kind, struct sv payload,
                                      struct sv spans, struct account_id author,
                                      struct account_id second);

/** One more reference. Thread: any. */
struct stream_event *stream_event_ref(struct stream_event *e);

/** One reference less; the last frees. NULL is accepted. Thread: any. */
void stream_event_unref(struct stream_event *e);

/** The name on the wire, e.g. "status.update". */
struct sv stream_event_name(enum stream_event_kind kind);
