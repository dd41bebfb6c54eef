/* Make media: a picture processed in the cage, sealed into files, ready to be inserted.
 *
 * A film is only looked at and sealed as it came; JOB_PROCESS_MEDIA, which is enqueued with its row, makes its versions
 * (process_media.h).
 *
 * Uploading and importing share it. Files are durable before the write that names them; who does not insert after all
 * removes them with service_discard_media, and what a crash leaves the sweep takes.
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/media.h"
#include "store/keyring.h"
#include "store/media.h"

#define MEDIA_ALT_CHARS_MAX 1500
#define MEDIA_FILM_RATE_LIMIT 120       /* frames a second */
#define MEDIA_FILM_MATRIX_LIMIT 8294400 /* pixels */

struct film_facts;

/* A picture as somebody gave it; all of it untrusted. */
struct media_source {
    enum media_purpose purpose;
    struct sv bytes; /* absent (ptr NULL): memory_file has them */
    int memory_file; /* a memfd, read from its start; stays the caller's */
    struct sv alt;   /* UTF-8, MEDIA_ALT_CHARS_MAX characters; may be empty */
    bool has_focus;
    double focus_x; /* −1 … 1 */
    double focus_y;
    const struct media_source
        *thumbnail; /* another picture, whose small version stands for this one's; or NULL */
};

struct media_made {
    struct media media;
    struct media_sealed sealed;
    struct keyring_new key;
    struct sv wrapped;
};

/**
 * Decode in the cage, make the versions, seal and store them.
 *
 * owner    whose media it will be
 * id       for the row; its time is the media's
 * out      strings in ctx->arena; wipe with service_wipe_media
 *
 * Returns  ERR_VALIDATION  no picture we take (of the thumbnail too), a broken one, an alt text too long, a focus out of range
 *          ERR_TOO_LARGE   more bytes than media.max_bytes, or media.film_max_bytes, or more pixels or frames than the cage takes
 *          ERR_BUSY, ERR_TIMEOUT  too many pictures at once, or one that takes too long
 *          ERR_KEY_GONE    the owner is being erased
 *          ERR_DISK_FULL, ERR_IO  the files could not be written; nothing is left
 * Cost     about 0.1 s for a usual photo; ends the read transaction (db_release)
 */
MUST_USE enum err service_make_media(struct ctx *ctx, struct account_id owner, struct media_id id,
                                     const struct media_source *source, struct media_made *out);

/**
 * Make the small version of a picture out of another one.
 *
 * source   the other: bytes or memory file; its words count for nothing
 * key      the media's object key
 * media    its file has no small version yet; blurhash and what is known of that version are set
 *
 * Returns  as service_make_media; what stands in the file then, the caller removes
 */
MUST_USE enum err service_make_thumbnail(struct ctx *ctx, const struct media_source *source,
                                         const struct crypto_key *key, struct media *media);

/** What a film's facts, as they were found, say of its row. */
void service_take_film_facts(struct ctx *ctx, const struct film_facts *facts, struct media *media);

/** Inside db_write: insert the row with its key, and the job of a film; media.status and position may have been set since. */
MUST_USE enum err service_insert_made_media(struct ctx *ctx, const struct media_made *made);

/** Remove the files again: the row was not inserted. Wipes too. */
void service_discard_media(struct ctx *ctx, struct media_made *made);

/** Overwrite the key. */
void service_wipe_media(struct media_made *made);

/** Media types that an upload may have here; without films where ffmpeg is not installed. Static. */
const struct sv *service_media_types(struct ctx *ctx, size_t *out_count);

/** The largest video or recording; 0 where none is taken. */
int64_t service_film_max_bytes(struct ctx *ctx);

/** Alt text and focus as they may be stored: ERR_VALIDATION otherwise. */
MUST_USE enum err service_check_media_words(struct ctx *ctx, struct sv alt, bool has_focus,
                                            double focus_x, double focus_y);
