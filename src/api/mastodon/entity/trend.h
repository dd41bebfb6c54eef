/* Trends::Link entity, and what moderators see of links and of the sites they lead to.
 *
 * Spec: Mastodon API, entity Trends::Link; admin/trends.
 */
#pragma once

#include "base/ctx.h"
#include "model/tag.h"
#include "service/list_trends.h"
#include "text/json_write.h"

/** A link with its history; for moderators with its id, and whether somebody should decide about it. */
void entity_trending_link_render(struct ctx *ctx, struct json_writer *w,
                                 const struct trending_link *link, bool is_for_moderators);

/** A site: domain, trendable, reviewed_at, requires_review. */
void entity_publisher_render(struct ctx *ctx, struct json_writer *w,
                             const struct publisher *publisher);
