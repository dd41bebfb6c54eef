/* Note: a status as ActivityStreams has it; everything that other servers post, read into one struct.
 *
 * Articles, pages, videos and events become statuses with their title and a link. HTML is sanitized here, so nothing
 * unsafe leaves this room.
 *
 * Spec: ActivityStreams 2.0 vocabulary; the sections on Create, tags and attachments in FEDERATION
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ap/audience.h"
#include "ap/emoji.h"
#include "ap/poll.h"
#include "ap/vocab.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/account.h"
#include "model/media.h"
#include "model/site.h"
#include "model/status.h"
#include "text/html.h"
#include "text/json.h"
#include "text/json_write.h"

#define AP_NOTE_ATTACHMENTS_MAX 16

struct ap_mention {
    struct sv href; /* actor id or profile page */
    struct sv name; /* "@user@host", "@user"; may be empty */
};

struct ap_attachment {
    enum media_kind kind;
    struct sv url;
    struct sv mime;     /* lower case; may be empty */
    struct sv alt;      /* may be empty */
    struct sv blurhash; /* may be empty */
    int64_t width;      /* 0 = not said */
    int64_t height;
    bool has_focus;
    double focus_x; /* −1 … 1 */
    double focus_y;
};

/* What another server posted. Texts live in the arena or the document; all but id and attributed_to may be empty. */
struct ap_note {
    enum ap_type type;
    struct sv id;
    struct sv attributed_to;
    struct sv url; /* page */
    struct sv in_reply_to;
    struct ap_audience audience;
    struct html content;
    struct sv spoiler; /* content warning, text */
    struct sv language;
    bool is_sensitive;
    bool is_vote;         /* an answer to a poll: never shown */
    struct sv choice;     /* of a vote: the title of the option */
    int64_t published_ms; /* 0 = not said */
    int64_t updated_ms;   /* 0 = never edited */
    struct ap_mention *mentions;
    size_t mention_count;
    struct sv *tags; /* normalized, without '#', no repetitions */
    size_t tag_count;
    struct ap_emoji *emojis;
    size_t emoji_count;
    struct ap_attachment *attachments;
    size_t attachment_count;
    const struct ap_poll *poll; /* what it asks; NULL: nothing */
};

/**
 * Read an object that is shown as a status.
 *
 * object    untrusted
 * activity  what it came in, whose audience counts when the object names none; may be absent
 *
 * Returns  ERR_PARSE  another type, no usable id, or no author
 */
MUST_USE enum err ap_note_parse(struct arena *a, struct json object, struct json activity,
                                struct ap_note *out);

/* What is needed to write a status, beside itself. */
struct ap_note_source {
    const struct status *status; /* with the emoji it shows */
    const struct account *author;
    struct sv in_reply_to;         /* object id; empty for none */
    const struct sv *mention_uris; /* actor ids, one for each of status->mentions */
    int64_t now_ms;                /* of a poll is written what may be seen now */
};

/**
 * Write a local status as a Note, or as a Question when it has a poll.
 *
 * has_context  false inside an activity
 *
 * Returns  as json_w_finish
 */
MUST_USE enum err ap_note_render(struct arena *a, const struct site *site,
                                 const struct ap_note_source *source, bool has_context,
                                 struct json_fragment *out);

/**
 * Write a tombstone: an id that was, and nothing else.
 */
MUST_USE enum err ap_tombstone_render(struct arena *a, struct sv id, bool has_context,
                                      struct json_fragment *out);
