/* Block a domain as an account: nothing of it is shown or told, and follows with it end. On a page: role moderator. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

/**
 * Block a domain; blocking twice is blocking once. Follows end by a job that begins at once.
 *
 * domain   untrusted: a host, perhaps with a port
 *
 * Returns  ERR_LOGIN_REQUIRED  anonymous
 *          ERR_FORBIDDEN       too small a role on the page
 *          ERR_VALIDATION      not a host, or this server
 *          ERR_DB …
 * Cost     one commit
 */
MUST_USE enum err service_block_domain(struct ctx *ctx, struct sv domain);

/* What a block would end. */
struct domain_block_preview {
    int64_t following;
    int64_t followers;
};

/** Count it. Errors as service_block_domain. Cost: 2 queries; the followers' walks the accounts of the domain. */
MUST_USE enum err service_preview_domain_block(struct ctx *ctx, struct sv domain,
                                               struct domain_block_preview *out);

/** Block it no more; nothing comes back. Errors as service_block_domain. */
MUST_USE enum err service_unblock_domain(struct ctx *ctx, struct sv domain);
