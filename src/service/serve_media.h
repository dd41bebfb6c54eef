/* Serve media: addresses of files, and the files behind them.
 *
 * Avatars and headers are everybody's: their address is site_media_url(). An attachment's has a token besides, a keyed
 * hash of its id, whatever it hangs on: ids can be guessed, and whoever may see a status has been given its attachments'
 * addresses with it. So handing out a file asks nothing about relations, and an address does not change when its status is
 * posted. It ends with the media, like everything else about it.
 */
#pragma once

#include <stdint.h>
#include <sys/types.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/media.h"

struct media_file; /* store/media_file.h */

/**
 * The address of one version of any media: ours with its token where it needs one, the remote one for others' media.
 *
 * version  one it does not have stands for the original
 *
 * Returns  in ctx->arena
 */
struct sv service_media_url(struct ctx *ctx, const struct media *media, enum media_version version);

/* One version of a picture, open. */
struct media_opened {
    struct media_file *file; /* to be closed with service_close_media */
    struct sv mime;          /* one of the kinds we make; static */
    int64_t size_bytes;
    struct sv etag; /* strong, with its quotes: a file never changes */
};

/**
 * Open a file for whoever has its address.
 *
 * version  one that the media does not have stands for the original
 * token    as in the address; may be empty
 *
 * Returns  ERR_NOT_FOUND  no such media here, or not with this token (the two look alike on purpose)
 *          ERR_GONE       it was erased
 *          ERR_CORRUPT, ERR_IO, ERR_DB …
 * Cost     4 queries, and the keyring when its key is not in memory
 */
MUST_USE enum err service_open_media(struct ctx *ctx, struct media_id id,
                                     enum media_version version, struct sv token,
                                     struct media_opened *out);

/**
 * Bytes from an offset on; see store_media_file_read. Local reads only, so it may run in a loop.
 *
 * Returns  how many, at least 1; -1 when the file cannot be read any more
 */
ssize_t service_read_media(struct media_file *file, int64_t offset, char *out, size_t max);

/** NULL is accepted. */
void service_close_media(struct media_file *file);
