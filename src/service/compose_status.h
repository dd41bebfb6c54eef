/* Compose a status: what a person typed becomes markup, mentions and tags; shared by posting and editing. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/media.h"
#include "model/poll.h"
#include "model/status.h"

/* Accounts of other servers that are not known here and are looked up for one status. */
#define COMPOSE_RESOLVE_MAX 5

/**
 * Fill a status's words from what was typed.
 *
 * text      UTF-8; white space around it is dropped
 * spoiler   content warning; stands for the text when there is none, and then is none
 * status    content, source, spoiler, mentions, tags are set, in ctx->arena; media_count is read, and tags: what it had before
 *
 * Mentions of accounts that are unknown, even after asking their server, stay text.
 *
 * Returns  ERR_VALIDATION  neither text nor media, or longer than limits.status_chars, or a new tag is not to be used
 *          ERR_DB …
 * Cost     1 query, and 2 a mention; waits for other servers when unknown accounts are named
 */
MUST_USE enum err service_compose_status(struct ctx *ctx, struct sv text, struct sv spoiler,
                                         struct status *status);

/** Would this poll do? ERR_VALIDATION: poll_draft_check() names a fault. */
MUST_USE enum err service_check_poll(struct ctx *ctx, const struct poll_draft *draft);

/**
 * Make the poll that a person asks for.
 *
 * out      in ctx->arena, its options with new ids
 *
 * Returns  ERR_VALIDATION  poll_draft_check() names a fault
 */
MUST_USE enum err service_compose_poll(struct ctx *ctx, const struct poll_draft *draft,
                                       const struct poll **out);

/**
 * Content, mentions and tags of a text of the instance's own: of any length, and no other server is asked.
 *
 * Returns  ERR_DB …
 */
MUST_USE enum err service_compose_text(struct ctx *ctx, struct sv text, struct status *words);

/**
 * Would these words do? Nobody is looked up.
 *
 * Returns  ERR_VALIDATION  as service_compose_status
 */
MUST_USE enum err service_check_words(struct ctx *ctx, struct sv text, struct sv spoiler,
                                      size_t media_count);

/** Would the hashtags of a text do? ERR_VALIDATION when moderators took one out of use; ERR_DB …. */
MUST_USE enum err service_check_tags(struct ctx *ctx, struct sv text);

/* Why media cannot be attached. */
enum media_fault {
    MEDIA_FAULT_NONE,
    MEDIA_FAULT_MANY,       /* more than STATUS_MEDIA_MAX */
    MEDIA_FAULT_UNKNOWN,    /* not there, not the viewer's, used already, or named twice */
    MEDIA_FAULT_UNFINISHED, /* not yet processed, or in vain */
    MEDIA_FAULT_MIXED,      /* a video or a recording with others */
};

/** Which it was that service_check_media refused, of the viewer's; ERR_DB … */
MUST_USE enum err service_find_media_fault(struct ctx *ctx, const struct media_id *ids,
                                           size_t count, struct status_id status,
                                           enum media_fault *out);

/**
 * Check the pictures for a status: the viewer's own, of no other status nor waiting with one, at most STATUS_MEDIA_MAX, none twice.
 *
 * owner    whose they must be
 * status   they may hang on this one already; none for a new one
 *
 * Returns  ERR_VALIDATION  one is not
 */
MUST_USE enum err service_check_media(struct ctx *ctx, const struct media_id *ids, size_t count,
                                      struct account_id owner, struct status_id status);
