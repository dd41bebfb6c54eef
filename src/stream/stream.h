/* Stream: publish and subscribe inside the process.
 *
 * A subscription joins channels; what is published on a channel is handed to every subscription in
 * it, in the order of publishing, the same for all. Callbacks run under the one lock: they must
 * only queue (an event is a reference, not a copy) and must not call this room. That buys two
 * promises: callbacks of a subscription never overlap, and after stream_unsubscribe() has returned
 * none runs any more.
 *
 * A callback that has no room says so; its subscription is closed once, by its close callback, and
 * hears nothing more.
 *
 * Bounded: subscriptions by the cap, channels of one by STREAM_CHANNELS_MAX; about 150 bytes a
 * membership.
 *
 * Thread: all functions but new and free, any.
 *
 * Spec: Mastodon API, streaming.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/id.h"
#include "base/macros.h"
#include "base/sv.h"
#include "stream/event.h"

#define STREAM_CHANNELS_MAX 64
#define STREAM_NAME_MAX_BYTES ((size_t)512)

enum stream_channel_kind {
    STREAM_CHANNEL_USER,              /* id: account */
    STREAM_CHANNEL_USER_NOTIFICATION, /* id: account */
    STREAM_CHANNEL_DIRECT,            /* id: account */
    STREAM_CHANNEL_LIST,              /* id: list */
    STREAM_CHANNEL_PUBLIC,
    STREAM_CHANNEL_PUBLIC_MEDIA,
    STREAM_CHANNEL_PUBLIC_LOCAL,
    STREAM_CHANNEL_PUBLIC_LOCAL_MEDIA,
    STREAM_CHANNEL_PUBLIC_REMOTE,
    STREAM_CHANNEL_PUBLIC_REMOTE_MEDIA,
    STREAM_CHANNEL_HASHTAG,       /* name: the tag as normalized */
    STREAM_CHANNEL_HASHTAG_LOCAL, /* likewise */
    STREAM_CHANNEL_COUNT
};

struct stream_channel {
    enum stream_channel_kind kind;
    int64_t id;     /* 0 where the kind has none */
    struct sv name; /* empty where the kind has none; at most STREAM_NAME_MAX_BYTES */
};

enum stream_end {
    STREAM_END_FULL,    /* it could not keep up */
    STREAM_END_TOKEN,   /* its token was revoked */
    STREAM_END_ACCOUNT, /* its account was suspended or erased */
};

/* Who listens; copied. */
struct stream_listener {
    /* Queue the event (take a reference); false when there is no room. */
    bool (*deliver)(void *arg, const struct stream_channel *channel, struct stream_event *event);
    /* Called at most once; nothing is delivered any more. Unsubscribe soon, from elsewhere. */
    void (*end)(void *arg, enum stream_end why);
    /* What the channel stood for is gone, and the subscription is in it no more. May be NULL. */
    void (*left)(void *arg, const struct stream_channel *channel);
    void *arg;
    struct token_id token;          /* may be none */
    struct account_id account;      /* acting as */
    struct account_id user_account; /* the person's own; may be the same */
};

struct stream;
struct stream_sub;

/** An empty stream for at most sub_max subscriptions; to be freed when there is none any more. */
struct stream *stream_new(size_t sub_max);
void stream_free(struct stream *s);

/**
 * A subscription in no channel yet.
 *
 * out      to be given back with stream_unsubscribe
 *
 * Returns  ERR_BUSY  as many as allowed are open
 */
MUST_USE enum err stream_subscribe(struct stream *s, const struct stream_listener *listener,
                                   struct stream_sub **out);

/** Leave every channel and free it. Afterwards no callback runs. Not from a callback. NULL is
 * accepted. */
void stream_unsubscribe(struct stream *s, struct stream_sub *sub);

/**
 * Join a channel; joining twice is joining once.
 *
 * Returns  ERR_LIMIT      it is in STREAM_CHANNELS_MAX already
 *          ERR_BAD_PARAM  the name is too long
 */
MUST_USE enum err stream_join(struct stream *s, struct stream_sub *sub,
                              const struct stream_channel *channel);

/** Leave a channel; not being in it is fine. */
void stream_leave(struct stream *s, struct stream_sub *sub, const struct stream_channel *channel);

/**
 * Hand an event to everybody in a channel. Call after the commit, in commit order.
 *
 * event    borrowed; listeners take references of their own
 *
 * Returns  to how many it was delivered
 * Cost     one callback a subscription
 */
size_t stream_publish(struct stream *s, const struct stream_channel *channel,
                      struct stream_event *event);

/** True when somebody listens: nothing need be rendered for nobody. */
bool stream_has_listener(struct stream *s, const struct stream_channel *channel);

/**
 * The ids of all channels of a kind that have a listener, so that a post can be offered to the
 * connected followers without a row per follower.
 *
 * out      in the arena, in no order
 */
void stream_list_ids(struct stream *s, struct arena *a, enum stream_channel_kind kind,
                     int64_t **out, size_t *out_count);

/** End every subscription of a token; how many there were. */
size_t stream_end_token(struct stream *s, struct token_id token);

/** End every subscription acting as this account or opened by this person; how many there were. */
size_t stream_end_account(struct stream *s, struct account_id account);

/** What a channel stood for is gone (a list was deleted): everybody in it leaves it and is told. How many. */
size_t stream_end_channel(struct stream *s, const struct stream_channel *channel);

/** How many subscriptions there are. */
size_t stream_count_subs(struct stream *s);
