/* Publish a status inside this process: feed index, caches and open event streams learn of it after its commit.
 *
 * Two steps. service_publish_commit() stands inside db_write: what it names happens on the committing thread, in commit
 * order, before the answer. service_publish_stream() comes after db_write: who is connected and follows is asked of the
 * feed's follow sets, which may have to be read.
 *
 * The payload of `update` and `status.update` on a stream is the status id in decimal, as it is for `delete`: a status
 * looks different to each listener, and must not be shown to one who is blocked or after it was erased. Who writes the
 * stream renders it as its own viewer when it sends: for the `user` channel from service_view_home_status(), for a
 * list's from service_view_list_status(), for the others from service_view_status() and not when is_unwanted; ERR_NOT_FOUND sends nothing.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ctx.h"
#include "cache/ref.h"
#include "feed/feed.h"
#include "model/status.h"
#include "stream/event.h"

#define PUBLICATION_REFS_MAX 4

/* What changes with a commit. */
struct publication {
    const struct status *posted; /* goes into the feed index; NULL = none */
    struct status_id unposted;   /* leaves the feed index, and is served no more; none = none */
    struct cache_ref changed[PUBLICATION_REFS_MAX]; /* rendered forms of these are dropped */
    size_t changed_count;
};

/** Inside db_write. what: copied but for `posted`, which lives at least as long as ctx->arena. */
void service_publish_commit(struct ctx *ctx, const struct publication *what);

/**
 * After db_write: offer a status to whoever listens.
 *
 * status   posted, edited or deleted; the homes of who follows its author or its tags, the lists its author is in, the public
 *          channels and its tags' hear of it
 *
 * Errors are passed over: the change is stored, a stream is a convenience.
 *
 * Cost     one follow set a connected account or list, where it is not in memory
 */
void service_publish_stream(struct ctx *ctx, const struct status *status,
                            enum stream_event_kind kind);

/** What the feed index holds of a status. */
struct feed_post service_feed_post(const struct status *status);
