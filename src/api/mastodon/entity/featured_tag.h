/* FeaturedTag entity.
 *
 * Spec: Mastodon API, entity FeaturedTag.
 */
#pragma once

#include "base/ctx.h"
#include "model/account.h"
#include "service/feature_tag.h"
#include "text/json_write.h"

/** A hashtag that an account features; its url is the page of what the account posted with it. */
void entity_featured_tag_render(struct ctx *ctx, struct json_writer *w,
                                const struct account *account, const struct featured_tag *tag);
