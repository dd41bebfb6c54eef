/* Status: what an account posted, or the reblog of one. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "base/sv.h"
#include "model/custom_emoji.h"
#include "model/media.h"
#include "model/poll.h"
#include "model/preview_card.h"
#include "model/visibility.h"
#include "text/html.h"

#define STATUS_MEDIA_MAX 4
#define STATUS_MENTIONS_MAX 100
#define STATUS_TAGS_MAX 100

struct status_counts {
    int64_t replies;
    int64_t reblogs;
    int64_t favourites;
};

/* Somebody named in a status. */
struct status_mention {
    struct account_id account;
    struct sv username;
    struct sv domain; /* empty for local accounts */
    struct sv url;    /* profile page; empty for local accounts: computed */
    bool is_silent;   /* addressed without being named in the text */
};

struct status {
    struct status_id id;
    struct account_id account; /* who posted it */
    struct sv uri;             /* object id; empty for local statuses: computed */
    struct sv url;             /* page; may be empty */
    enum visibility visibility;
    struct status_id in_reply_to;
    struct account_id in_reply_to_account;
    struct status_id thread; /* the status the conversation began with; itself when it began one */
    struct status_id reblog_of;
    struct account_id reblog_of_account;
    struct sv language; /* BCP 47; may be empty */
    bool is_sensitive;
    bool is_local;
    bool is_imported;
    struct html content; /* as shown; empty for a reblog */
    struct sv source;    /* as typed; empty for remote and imported ones */
    struct sv spoiler;   /* content warning, plain text; may be empty */
    struct application_id application;
    int64_t fanout_seq;
    int64_t created_ms; /* publication */
    int64_t edited_ms;  /* 0 = never */

    struct status_counts counts;
    const struct media *media; /* in order */
    size_t media_count;
    const struct status_mention *mentions;
    size_t mention_count;
    const struct sv *tags; /* without '#', as normalized */
    size_t tag_count;
    struct custom_emojis
        emojis; /* that came with it; of a local one what it shows, where that was asked for */
    const struct poll *poll;         /* what it asks; NULL for most */
    const struct preview_card *card; /* of the page it links to; NULL for most */
};

static inline bool status_is_reblog(const struct status *s)
{
    return !status_id_is_none(s->reblog_of);
}
