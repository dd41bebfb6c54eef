/* Upload media: pictures by their owner, before and after they hang on a status.
 *
 * Who may: a person for their own account, an editor or owner for a page.
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/media.h"
#include "service/make_media.h"

/**
 * Take a picture in for the viewer's account; it waits unattached until a status or profile names it.
 *
 * out      strings in ctx->arena
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN  nobody, or a role on the page that may not write
 *          as service_make_media; ERR_VALIDATION is "File content type is not supported" to a client unless the alt
 *          text or focus was at fault
 *          ERR_DB …
 */
MUST_USE enum err service_upload_media(struct ctx *ctx, const struct media_source *source,
                                       struct media *out);

/**
 * Wait until an upload is processed, for those who cannot ask again.
 *
 * media    as service_upload_media gave it; read again
 * wait_ms  at most; its state may still be MEDIA_PROCESSING then
 *
 * Returns  ERR_DB …
 */
MUST_USE enum err service_await_media(struct ctx *ctx, struct media *media, int64_t wait_ms);

/* What changes; what is not said stays. */
struct media_edit {
    bool has_alt;
    struct sv alt; /* may be empty: no description any more */
    bool has_focus;
    double focus_x; /* −1 … 1 */
    double focus_y;
    const struct media_source
        *thumbnail; /* the picture shown in its place while small; NULL: as it is */
};

/** Apply description and focus to a copy; ERR_VALIDATION as service_check_media_words. */
MUST_USE enum err service_apply_media_words(struct ctx *ctx, const struct media_edit *edit,
                                            struct media *media);

/**
 * Change description, focus and thumbnail of media that no status shows yet; those of one that is posted are changed with
 * it, by service_edit_status.
 *
 * A file never changes, so a new thumbnail comes with new files: what stays gets a second name, and the old names go after
 * the commit, or with the sweep.
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN  as service_upload_media
 *          ERR_NOT_FOUND   no media of the viewer's account, or a status shows it
 *          ERR_VALIDATION  see service_check_media_words; with a thumbnail also as service_make_media
 *          ERR_CONFLICT    another thumbnail came at the same time
 *          ERR_DB …
 */
MUST_USE enum err service_edit_media(struct ctx *ctx, struct media_id id,
                                     const struct media_edit *edit, struct media *out);

/** One of the viewer's own media, posted or not: ERR_NOT_FOUND, ERR_LOGIN_REQUIRED, ERR_FORBIDDEN as above. */
MUST_USE enum err service_get_media(struct ctx *ctx, struct media_id id, struct media *out);

/** The same, and ERR_NOT_FOUND when a status shows it. */
MUST_USE enum err service_get_upload(struct ctx *ctx, struct media_id id, struct media *out);
