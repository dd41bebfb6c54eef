/* PreviewCard entity.
 *
 * Spec: Mastodon API, entities PreviewCard and PreviewCardAuthor.
 */
#pragma once

#include "base/ctx.h"
#include "model/account.h"
#include "model/preview_card.h"
#include "text/json_write.h"

/**
 * Its members, without braces. Of the page's server, not of a person here, but for the account of its author.
 *
 * author   who lets itself be named by the page; NULL for most
 */
void entity_preview_card_members(struct ctx *ctx, struct json_writer *w,
                                 const struct preview_card *card, const struct account *author);
