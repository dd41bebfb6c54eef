/* Suggest accounts to follow: whom those follow whom one followed last, then who has most followers among those who posted last.
 *
 * Only who wants to be found is suggested, and nothing is told of an account that hides whom it follows.
 *
 * Spec: Mastodon API, suggestions
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"

enum suggestion_source {
    SUGGESTION_FRIENDS, /* followed by whom the viewer follows */
    SUGGESTION_MOST_FOLLOWED,
};

struct suggestion {
    struct account account;
    enum suggestion_source source;
};

/**
 * Whom the viewer might follow: nobody it follows, asked to follow, blocks, mutes or refused; nobody who blocks it.
 *
 * count    1 … 80
 * out      in ctx->arena
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN (the role on the page is less)
 *          ERR_DB …
 * Cost     some 50 indexed queries
 */
MUST_USE enum err service_suggest_accounts(struct ctx *ctx, size_t count, struct suggestion **out,
                                           size_t *out_count);

/** Do not suggest it again; harmless for an account that is not there. Returns ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, ERR_DB … */
MUST_USE enum err service_refuse_suggestion(struct ctx *ctx, struct account_id target);
