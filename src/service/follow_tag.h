/* Follow hashtags: what is published with one for everybody stands in one's home.
 *
 * Spec: Mastodon API, tags#follow, followed_tags#list
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/paging.h"
#include "store/followed_tag.h"

/* Each is looked up when home is read. */
#define FOLLOWED_TAGS_MAX 200

/**
 * Follow a tag; twice is once.
 *
 * name     as typed, without '#'
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN (the role on the page is less)
 *          ERR_NOT_FOUND   no tag can be called so
 *          ERR_VALIDATION  FOLLOWED_TAGS_MAX are followed
 *          ERR_DB …
 */
MUST_USE enum err service_follow_tag(struct ctx *ctx, struct sv name);

/** Follow it no more; harmless when it is not followed. */
MUST_USE enum err service_unfollow_tag(struct ctx *ctx, struct sv name);

/** Does ctx->viewer follow a tag? Anonymous viewers follow none. name: as normalized */
MUST_USE enum err service_is_following_tag(struct ctx *ctx, struct sv name, bool *out);

/** A page of what the viewer follows; ERR_LOGIN_REQUIRED. */
MUST_USE enum err service_list_followed_tags(struct ctx *ctx, const struct paging *paging,
                                             struct followed_tag **out, size_t *out_count);
