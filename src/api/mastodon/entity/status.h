/* Status entity and its relatives: StatusSource, StatusEdit, Context.
 *
 * What every viewer sees alike (words, media, mentions, author, counters) is rendered once and kept in the cache with its
 * tags until something in it changes; the viewer's own flags are written behind it. The kept part is about the author
 * (CLASS_POST_BODY, or CLASS_MESSAGE when it is not for everybody) and the accounts it mentions.
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

struct cache_value;

/**
 * The members of a Status that every viewer sees alike, without `reblog`; kept or rendered now.
 *
 * view     of which only what everybody sees is used
 * epoch    as for entity_status_render()
 * out      with a reference: cache_value_unref(); read it with api_value_fragment()
 *
 * Returns  ERR_LIMIT  larger than any answer may be
 */
MUST_USE enum err entity_status_shared(struct ctx *ctx, const struct status_view *view,
                                       uint64_t epoch, struct cache_value **out);

/** The members that are ctx->viewer's own, or this moment's: flags, the poll, and on one's own statuses where they came from. */
void entity_status_own_render(struct ctx *ctx, struct json_writer *w,
                              const struct status_view *view);

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

/** `mentions`: whom its words name. */
void entity_key_mentions(struct ctx *ctx, struct json_writer *w, const struct status *status);
