/* Preview cards in the store. Those of a page of statuses come with them: store/status.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/preview_card.h"

/** The card of an address; out is filled when found. url: as model/preview_card.h has it */
MUST_USE enum err store_preview_card_find(struct ctx *ctx, struct sv url, bool *out_found,
                                          struct preview_card *out);

struct status_card {
    struct status_id status;
    struct preview_card card;
};

/** The cards that are shown with statuses. ids: at most STORE_LIST_MAX. Cost: 1 query */
MUST_USE enum err store_preview_card_list(struct ctx *ctx, const struct status_id *ids,
                                          size_t count, struct status_card **out,
                                          size_t *out_count);

/** Inside db_write: what a page says now. The id is used when its address is new; ERR_PARSE when it is none. */
MUST_USE enum err store_preview_card_upsert(struct ctx *ctx, const struct preview_card *card,
                                            struct preview_card_id *out);

/** Inside db_write: a status has this card and no other; none: it has none. Nothing happens when the status is gone. */
MUST_USE enum err store_status_card_set(struct ctx *ctx, struct status_id status,
                                        struct preview_card_id card);
