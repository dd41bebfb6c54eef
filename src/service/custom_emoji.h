/* Custom emoji: which of them a text shows.
 *
 * The instance's own stand in memory, all of them, so that rendering asks the store for none: a text of ours shows what has
 * its names now. A text of another server shows what came with it, which its row brings along.
 */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "model/custom_emoji.h"
#include "model/status.h"

struct emoji_book;
struct status_version;

/** Empty until service_load_emojis. Frees: emoji_book_free. Bound: CUSTOM_EMOJIS_MAX of about 600 bytes. */
struct emoji_book *emoji_book_new(void);

/** NULL is accepted. */
void emoji_book_free(struct emoji_book *book);

/** Once committed, what was read before is not taken for the latest any more; inside db_write. */
void service_emojis_changed(struct ctx *ctx);

/**
 * Read the instance's emoji into memory, and drop every rendering made with those of before.
 *
 * Returns  ERR_DB …; then those of before go on being shown
 * Cost     a query for each thousand
 */
MUST_USE enum err service_load_emojis(struct ctx *ctx);

/** All of the instance, by shortcode; in ctx->arena. Cost: memory only. */
struct custom_emojis service_list_emojis(struct ctx *ctx);

/** Those of the instance that texts or markup name, in the order in which they do; in ctx->arena. Cost: memory only. */
struct custom_emojis service_find_emojis(struct ctx *ctx, const struct sv *texts, size_t count);

/** Is there one of this name on the instance? out may be NULL; its texts live in ctx->arena. Cost: memory only. */
bool service_find_emoji(struct ctx *ctx, struct sv shortcode, struct custom_emoji *out);

/** One of the instance. ERR_NOT_FOUND, ERR_DB …; Cost: 1 query. */
MUST_USE enum err service_view_emoji(struct ctx *ctx, struct custom_emoji_id id,
                                     struct custom_emoji *out);

/** Those that a status shows: in its words, its warning, its poll. Cost: memory only. */
struct custom_emojis service_emojis_of_status(struct ctx *ctx, const struct status *status);

/** Those that the poll of a status shows; none where there is none. Cost: memory only. */
struct custom_emojis service_emojis_of_poll(struct ctx *ctx, const struct status *status);

/** Those that a version of a status shows. Cost: memory only. */
struct custom_emojis service_emojis_of_version(struct ctx *ctx, const struct status *status,
                                               const struct status_version *version);

/** Those that a profile shows: in its name, its bio, its fields; none when it is gone. Cost: memory only. */
struct custom_emojis service_emojis_of_account(struct ctx *ctx, const struct account *account);
