/* Announce: administrators tell everybody something; who is signed in reads it, reacts with an emoji, and puts it away. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "job/runner.h"
#include "model/announcement.h"
#include "model/status.h"

/* An announcement as somebody sees it. */
struct announcement_view {
    struct announcement announcement;
    struct status words; /* content, mentions and tags of it, as of a status; the rest is empty */
    bool is_read;        /* the viewer put it away */
    struct announcement_reaction *reactions;
    size_t reaction_count;
};

/* What an administrator writes. */
struct announcement_draft {
    struct sv text;    /* untrusted */
    int64_t starts_ms; /* 0 = not said */
    int64_t ends_ms;   /* likewise */
    bool is_all_day;
};

/**
 * Announce something; whoever has a stream open hears of it.
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN  the viewer is no administrator
 *          ERR_VALIDATION  no text, too long, an end before the beginning, or ANNOUNCEMENTS_MAX of them
 */
MUST_USE enum err service_announce(struct ctx *ctx, const struct announcement_draft *draft,
                                   struct announcement *out);

/** Write one anew. ERR_NOT_FOUND besides. */
MUST_USE enum err service_edit_announcement(struct ctx *ctx, struct announcement_id id,
                                            const struct announcement_draft *draft);

/** Take one back, and by a job what accounts did with it. ERR_NOT_FOUND besides. */
MUST_USE enum err service_delete_announcement(struct ctx *ctx, struct announcement_id id);

/** All there are, for administrators; oldest first. ERR_LOGIN_REQUIRED, ERR_FORBIDDEN. */
MUST_USE enum err service_list_all_announcements(struct ctx *ctx, struct announcement **out,
                                                 size_t *out_count);

/**
 * Those that have not ended, as the account the viewer acts as sees them; oldest first.
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN
 * Cost     2 queries, and of each 1 and one or two for each account it names
 */
MUST_USE enum err service_list_announcements(struct ctx *ctx, struct announcement_view **out,
                                             size_t *out_count);

/** One of them; ERR_NOT_FOUND besides. */
MUST_USE enum err service_get_announcement(struct ctx *ctx, struct announcement_id id,
                                           struct announcement_view *out);

/** Put one away; doing so twice is doing it once. ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, ERR_NOT_FOUND. */
MUST_USE enum err service_dismiss_announcement(struct ctx *ctx, struct announcement_id id);

/**
 * React to one; the same twice is once.
 *
 * name     untrusted
 *
 * Returns  ERR_NOT_FOUND   there is none
 *          ERR_VALIDATION  no emoji, or a ninth one
 */
MUST_USE enum err service_react_to_announcement(struct ctx *ctx, struct announcement_id id,
                                                struct sv name);

/** Take a reaction back. ERR_NOT_FOUND: there was none. */
MUST_USE enum err service_unreact_to_announcement(struct ctx *ctx, struct announcement_id id,
                                                  struct sv name);

/** The job: forget what accounts did with one that is gone. */
MUST_USE enum err service_forget_announcement(struct ctx *ctx, const struct job *job);
