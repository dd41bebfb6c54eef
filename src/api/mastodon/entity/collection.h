/* Collection and CollectionItem entities.
 *
 * Spec: Mastodon API 4.6, entities Collection, CollectionItem, CollectionWithAccounts.
 */
#pragma once

#include "base/ctx.h"
#include "service/manage_collection.h"
#include "text/json_write.h"

void entity_collection_render(struct ctx *ctx, struct json_writer *w,
                              const struct collection_view *view);

void entity_collection_item_render(struct ctx *ctx, struct json_writer *w,
                                   const struct collection_item *item);
