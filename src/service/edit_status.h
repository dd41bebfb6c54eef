/* Edit a status. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/status.h"
#include "service/upload_media.h"
#include "store/status.h"

/* What one of its media is to be called from now on. */
struct media_words {
    struct media_id media;  /* what the status will not show is passed over */
    struct media_edit edit; /* without thumbnail */
};

struct edit_draft {
    struct sv text;
    struct sv spoiler;
    bool has_sensitive;
    bool is_sensitive;  /* without has_sensitive: as it was */
    struct sv language; /* empty: as it was */
    bool has_media;
    const struct media_id *media; /* without has_media: as they were */
    size_t media_count;
    const struct media_words *media_words;
    size_t media_words_count; /* at most STATUS_MEDIA_MAX */
    bool has_poll;
    const struct poll_draft *poll; /* NULL: none; without has_poll: as it was */
};

/**
 * Replace the words, pictures and poll of one of the viewer's statuses; the words before, and which pictures it had and
 * how they were described, go into its history.
 *
 * A poll that asks the same keeps its votes and runs from now on; another begins without votes.
 *
 * An edit that changes nothing is none. Visibility never changes.
 *
 * Returns  ERR_NOT_FOUND   not the viewer's, or a reblog
 *          ERR_VALIDATION, ERR_LOGIN_REQUIRED, ERR_FORBIDDEN  as for posting
 *          ERR_LIMIT       edited a hundred times
 *          ERR_CONFLICT    it was edited meanwhile
 *          ERR_DB …
 * Spec     Mastodon API, statuses#update
 */
MUST_USE enum err service_edit_status(struct ctx *ctx, struct status_id id,
                                      const struct edit_draft *draft, struct status *out);

/**
 * What a status was, oldest first, the present version last, each with its media as far as they are still there.
 *
 * Returns  ERR_NOT_FOUND  invisible to the viewer
 */
MUST_USE enum err service_list_versions(struct ctx *ctx, struct status_id id,
                                        struct status_version **out, size_t *out_count);
