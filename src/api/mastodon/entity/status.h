/* Status entity and its relatives: StatusSource, StatusEdit, Context.
 *
 * What every viewer sees alike (words, media, mentions, dates) is rendered once and kept in the cache with its tags; the
 * author, the counters and the viewer's own flags are written around it each time. The kept part is about the author
 * (CLASS_POST_BODY, or CLASS_MESSAGE when it is not for everybody) and the accounts it mentions; where they are more than
 * the cache can watch, nothing is kept.
 *
 * Spec: Mastodon API, entities Status, Status::Mention, Status::Tag.
 */
#pragma once

#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "service/view_status.h"
#include "text/json_write.h"

/**
 * One Status, with what it reblogs.
 *
 * view     as the viewer may see it
 * epoch    of the cache, from before the view was read: engine_begin_read()
 *
 * Returns  ERR_LIMIT  larger than any answer may be
 */
MUST_USE enum err entity_status_render(struct ctx *ctx, struct json_writer *w,
                                       const struct status_view *view, uint64_t epoch);

/** The answer to a deletion: the status with its source in `text` instead of `content`, for who wants to write it anew. */
void entity_deleted_status_render(struct ctx *ctx, struct json_writer *w,
                                  const struct status_view *view);

/** StatusSource: what the author typed. */
void entity_status_source_render(struct ctx *ctx, struct json_writer *w,
                                 const struct status *status);

/** Whom a status's words are about, and how private they are. */
struct subject entity_status_subject(const struct status *status);
