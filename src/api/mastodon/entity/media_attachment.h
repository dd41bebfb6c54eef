/* MediaAttachment entity.
 *
 * Spec: Mastodon API, entity MediaAttachment.
 */
#pragma once

#include "base/ctx.h"
#include "base/subject.h"
#include "model/media.h"
#include "text/json_write.h"

/** One attachment; subject as of the status it hangs on. */
void entity_media_attachment_render(struct ctx *ctx, struct json_writer *w, struct subject subject,
                                    const struct media *media);
