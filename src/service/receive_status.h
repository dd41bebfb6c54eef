/* Receive statuses and reactions of other servers, read and verified by fed.
 *
 * Nobody's viewer is asked: `actor` is who fed verified. What is public is stored plainly, everything else sealed under
 * keys of the remote author's account here, so that it goes when its author erases it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/media.h"
#include "model/status.h"
#include "service/receive_emoji.h"

struct received_media {
    enum media_kind kind;
    struct sv mime;
    struct sv url;
    struct sv alt; /* may be empty, as all below */
    struct sv blurhash;
    int64_t width;
    int64_t height;
    bool has_focus;
    double focus_x;
    double focus_y;
};

struct received_mention {
    struct account_id account;
    bool is_silent; /* addressed without being named in the text */
};

struct received_status {
    struct account_id author; /* of another server */
    struct sv uri;            /* object id */
    struct sv url;            /* page; may be empty */
    struct html content;      /* sanitized */
    struct sv spoiler;
    bool is_sensitive;
    enum visibility visibility;
    struct sv language;
    struct sv in_reply_to;                   /* object id of what it answers; may be empty */
    const struct received_mention *mentions; /* STATUS_MENTIONS_MAX are taken */
    size_t mention_count;
    const struct sv *tags; /* without '#'; STATUS_TAGS_MAX are taken */
    size_t tag_count;
    const struct received_emoji *emojis; /* CUSTOM_EMOJIS_RECEIVED_MAX are taken */
    size_t emoji_count;
    const struct received_media *media; /* STATUS_RECEIVED_MEDIA_MAX are taken */
    size_t media_count;
    const struct poll *poll; /* what it asks, its options without ids; NULL: nothing */
    int64_t published_ms;    /* clamped to now */
    int64_t edited_ms;       /* 0 = never */
};

/* Other servers allow more pictures than this one. */
#define STATUS_RECEIVED_MEDIA_MAX 16

/**
 * Store a status. One that is there already is left as it is.
 *
 * Where the status it answers is not here, JOB_DEREFERENCE_PARENT is enqueued with the new status as its subject.
 *
 * out      its id here
 *
 * Returns  ERR_NOT_FOUND  its author is not here or gone
 *          ERR_GONE       it was erased, and does not come back
 *          ERR_DB …
 * Cost     one commit
 */
MUST_USE enum err service_receive_status(struct ctx *ctx, const struct received_status *received,
                                         struct status_id *out);

/**
 * Store a newer version of a status that is here, its words before going into the history.
 *
 * An older version, or the same again, changes nothing; visibility and what it answers stay.
 *
 * Returns  ERR_NOT_FOUND  no such status
 *          ERR_FORBIDDEN  another's
 *          ERR_LIMIT      edited a hundred times
 */
MUST_USE enum err service_receive_edit(struct ctx *ctx, const struct received_status *received,
                                       struct status_id *out);

/**
 * A status that is not public came to somebody's own inbox without naming them (bto, bcc): they may see it.
 *
 * Returns  ERR_NOT_FOUND  it is gone
 */
MUST_USE enum err service_receive_recipient(struct ctx *ctx, struct status_id status,
                                            struct account_id recipient);

/** What a status answers is here now: link them. Harmless when they are. ERR_NOT_FOUND: one of them is gone. */
MUST_USE enum err service_receive_parent(struct ctx *ctx, struct status_id status,
                                         struct status_id parent);

/**
 * A status by its object id, of this server or another.
 *
 * Returns  ERR_NOT_FOUND
 */
MUST_USE enum err service_find_status_uri(struct ctx *ctx, struct sv uri, struct status *out);

/**
 * An account of another server votes in a poll of this one. A second vote where one is to be chosen, and twice the same, is
 * passed over.
 *
 * uri      of the status that asks
 * title    of the option, exactly
 *
 * Returns  ERR_NOT_FOUND  no such poll here, the actor may not see it, it is over, or has no such option
 */
MUST_USE enum err service_receive_vote(struct ctx *ctx, struct account_id actor, struct sv uri,
                                       struct sv title);

/**
 * What a poll of another server has come to; passed over where it asks something else by now.
 *
 * Returns  ERR_NOT_FOUND  no such status
 *          ERR_FORBIDDEN  another's
 */
MUST_USE enum err service_receive_counts(struct ctx *ctx, struct account_id author, struct sv uri,
                                         const struct poll *received);

/** A poll as it came, with the ids of `before` (may be NULL) where it asks the same, else with new ones. NULL for NULL. */
const struct poll *service_receive_poll(struct ctx *ctx, const struct poll *received,
                                        const struct poll *before);

/**
 * An account of another server reblogged a status. Twice is once.
 *
 * uri           of the Announce; may be empty
 * published_ms  clamped to now
 *
 * Returns  ERR_NOT_FOUND  the actor may not see the status, or it is not to be reblogged
 *          ERR_GONE       this reblog was erased
 */
MUST_USE enum err service_receive_reblog(struct ctx *ctx, struct account_id actor, struct sv uri,
                                         struct status_id status, int64_t published_ms);

/** It took the reblog back; harmless when there is none. status: what was reblogged. */
MUST_USE enum err service_receive_unreblog(struct ctx *ctx, struct account_id actor,
                                           struct status_id status);

/** An account of another server favourited a status; uri: of the Like, may be empty. Errors as for reblogs. */
MUST_USE enum err service_receive_favourite(struct ctx *ctx, struct account_id actor,
                                            struct status_id status, struct sv uri);

/** It took the favourite back; harmless when there is none. */
MUST_USE enum err service_receive_unfavourite(struct ctx *ctx, struct account_id actor,
                                              struct status_id status);
