/* List the directory: accounts that want to be found, here and elsewhere.
 *
 * Spec: Mastodon API, directory#list
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/account.h"
#include "store/directory.h"

/* How far it can be paged; nothing is behind it. */
#define DIRECTORY_OFFSET_MAX 1000

/**
 * A part of it, as the viewer may see it: without whom it blocks or mutes, who blocks it, and who is silenced or suspended
 * here, himself or with his server.
 *
 * count    1 … 80
 * out      in ctx->arena
 *
 * Returns  ERR_DB …
 * Cost     one query for 400 accounts, from the first to the end of the part
 */
MUST_USE enum err service_list_directory(struct ctx *ctx, enum directory_order order, bool is_local,
                                         size_t offset, size_t count, const struct account **out,
                                         size_t *out_count);
