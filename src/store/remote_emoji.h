/* Custom emoji of other servers in the store: by server and name, with what shows them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/custom_emoji.h"
#include "model/status.h"

/**
 * Inside db_write: emoji that came with something of a remote account are its server's. What came later with an older
 * `updated_ms` changes nothing.
 *
 * emojis   shortcode, url, updated_ms, and an id for what is new; the ids become those that hold
 */
MUST_USE enum err store_remote_emoji_take(struct ctx *ctx, struct account_id owner,
                                          struct custom_emoji *emojis, size_t count);

/**
 * Inside db_write: a status shows them, besides those it showed before, as its history does; beyond
 * CUSTOM_EMOJIS_OF_STATUS_MAX no further ones are noted.
 */
MUST_USE enum err store_status_show_emojis(struct ctx *ctx, struct status_id status,
                                           struct account_id owner,
                                           const struct custom_emoji *emojis, size_t count);

/** Inside db_write: a profile shows them, and no others. */
MUST_USE enum err store_account_show_emojis(struct ctx *ctx, struct account_id owner,
                                            const struct custom_emoji *emojis, size_t count);

/** Fill in `emojis` of statuses of other servers that have a shortcode in them, by shortcode. Cost: 1 query at most; count ≤ STORE_LIST_MAX. */
MUST_USE enum err store_status_hang_emojis(struct ctx *ctx, struct status *statuses, size_t count);

/** The same of accounts. */
MUST_USE enum err store_account_hang_emojis(struct ctx *ctx, struct account *accounts,
                                            size_t count);

/** Some of a server's, in ctx->arena; none at the end. */
MUST_USE enum err store_remote_emoji_of_host(struct ctx *ctx, struct host_id host,
                                             struct custom_emoji_id **out, size_t *out_count);

/**
 * Inside db_write: an emoji goes, from at most `count` texts of each kind at a time.
 *
 * out_is_gone  false: there are more texts
 */
MUST_USE enum err store_remote_emoji_forget(struct ctx *ctx, struct custom_emoji_id id,
                                            int64_t count, bool *out_is_gone);

/**
 * A page of all, of which those are given that nothing shows.
 *
 * before_ms  and that came before
 * after      the last one of the page; unchanged at the end
 */
MUST_USE enum err store_remote_emoji_unshown(struct ctx *ctx, struct custom_emoji_id *after,
                                             int64_t before_ms, struct custom_emoji_id **out,
                                             size_t *out_count);

/** Inside db_write: unless something shows it by now. */
MUST_USE enum err store_remote_emoji_delete_unshown(struct ctx *ctx, struct custom_emoji_id id,
                                                    int64_t before_ms);
