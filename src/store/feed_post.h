/* What the index of home timelines keeps of posts: read for one author when it gets its first local follower. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/visibility.h"

struct store_feed_post {
    struct status_id id;
    struct account_id author;
    enum visibility visibility;
    bool is_reblog;
    bool is_reply;
    bool is_local;
};

/** An author's posts with ids above `after`, oldest first; fewer than count at the end. */
MUST_USE enum err store_feed_posts(struct ctx *ctx, struct account_id author, int64_t after,
                                   int64_t count, struct store_feed_post **out, size_t *out_count);

/** The newest post of an author; none when it never posted. */
MUST_USE enum err store_feed_newest(struct ctx *ctx, struct account_id author,
                                    struct status_id *out);
