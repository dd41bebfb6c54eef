/* Description and focus of media, as apps send them with an upload and with an edit of what shows it. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/request.h"
#include "http/response.h"
#include "service/upload_media.h"

/**
 * Read them.
 *
 * alt      ptr NULL: not sent
 * focus    "x,y"; empty: not sent
 *
 * Returns  ERR_VALIDATION  as service_check_media_words, or a focus that is none
 */
MUST_USE enum err mastodon_media_words_read(struct ctx *ctx, struct sv alt, struct sv focus,
                                            struct media_edit *out);

/** Answer why they were refused. */
void mastodon_media_words_refused(struct ctx *ctx, const struct http_request *req,
                                  struct http_response *res, struct sv alt);
