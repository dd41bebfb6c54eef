/* Mastodon's account archive: its actor, and the posts of its outbox.
 *
 * outbox.json is an OrderedCollection of Create and Announce activities, actor.json the actor; attachments name files in
 * the archive. Everything stands as its author's server wrote it, so nothing of it is trusted. Pure.
 *
 * Spec: Mastodon's account backup (spec of archives, 5.1); ActivityStreams vocabulary
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/visibility.h"

#define ARCHIVE_ATTACHMENTS_MAX 32
#define ARCHIVE_TAGS_MAX 100
#define ARCHIVE_ITEM_BYTES_MAX ((size_t)2 << 20)

struct mastodon_actor {
    struct sv id;        /* never empty */
    struct sv followers; /* its followers collection; may be empty */
    struct sv username;  /* may be empty */
};

/** Read actor.json: false when it is none. Views into the arena and the text. */
MUST_USE bool mastodon_actor_parse(struct arena *a, struct sv text, struct mastodon_actor *out);

/* Why an item is not taken. */
enum archive_skip {
    ARCHIVE_SKIP_NONE,
    ARCHIVE_SKIP_BOOST,   /* of somebody's post: the words are not the owner's */
    ARCHIVE_SKIP_DIRECT,  /* to named people only: their conversation too */
    ARCHIVE_SKIP_FOREIGN, /* by somebody else */
    ARCHIVE_SKIP_OTHER,   /* an activity that is no post */
    ARCHIVE_SKIP_BROKEN,  /* no JSON, or without id or date */
    ARCHIVE_SKIP_COUNT
};

struct archive_attachment {
    struct sv path; /* plain, of the file in the archive; may have more before it than there */
    struct sv alt;  /* may be empty */
    bool has_focus;
    double focus_x;
    double focus_y;
};

struct archive_post {
    struct sv id; /* its address where it was posted; never empty */
    int64_t published_ms;
    struct sv content;  /* HTML, untrusted; may be empty */
    struct sv summary;  /* content warning, plain text, untrusted; may be empty */
    struct sv language; /* may be empty */
    bool is_sensitive;
    enum visibility visibility; /* never direct */
    struct sv in_reply_to;      /* id of another post, of whomever; may be empty */
    const struct sv *tags;      /* without '#', as written */
    size_t tag_count;
    const struct archive_attachment *attachments;
    size_t attachment_count;
};

/**
 * Read one item of the outbox.
 *
 * text     untrusted, at most ARCHIVE_ITEM_BYTES_MAX
 * out      filled with ARCHIVE_SKIP_NONE; views into the arena and the text
 */
MUST_USE enum archive_skip mastodon_item_parse(struct arena *a, struct sv text,
                                               const struct mastodon_actor *actor,
                                               struct archive_post *out);
