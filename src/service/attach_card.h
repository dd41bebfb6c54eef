/* Attach preview cards: which link of a status is previewed, and what becomes of it. The page itself is read by fed/preview_card.h.
 *
 * Spec: Mastodon API, entity PreviewCard
 */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/preview_card.h"
#include "model/status.h"

/* A card is read again when somebody links to its page after so long; one that says nothing sooner. */
#define PREVIEW_CARD_FRESH_MS (INT64_C(14) * 24 * 3600 * 1000)
#define PREVIEW_CARD_EMPTY_MS (INT64_C(24) * 3600 * 1000)

/**
 * Inside db_write: look for a preview in a moment, for a status that is new or was edited and may have one, or has one (`card`). Everybody who receives a
 * post asks its page for a preview: those of other servers wait for a random while, so that the page is not asked by all at once.
 */
MUST_USE enum err service_preview_later(struct ctx *ctx, const struct status *status);

/**
 * The address of the page that a status is previewed by: the first link to another site that is not blocked, of a post that is
 * public or unlisted, has no media, and is neither a reblog nor imported.
 *
 * out      normalized, without fragment; empty when there is none. In ctx->arena
 */
MUST_USE enum err service_find_preview_link(struct ctx *ctx, const struct status *status,
                                            struct sv *out);

/** Is what is known of a page fresh enough? out_card is filled when something is known. The read ends: the network may come next. */
MUST_USE enum err service_find_preview(struct ctx *ctx, struct sv url, bool *out_fresh,
                                       struct preview_card *out_card);

/**
 * Store what a page says, and show it with a status.
 *
 * card     its id is given here when none is
 */
MUST_USE enum err service_attach_card(struct ctx *ctx, struct status_id status,
                                      const struct preview_card *card);

/** Show a card that is stored with a status; none: show none any more. */
MUST_USE enum err service_set_card(struct ctx *ctx, struct status_id status,
                                   struct preview_card_id card);

/** May pages of a host name this account as their author? It says so itself (attribution_domains), of a domain and what is below it. */
bool service_lets_itself_be_named(const struct account *account, struct sv host);
