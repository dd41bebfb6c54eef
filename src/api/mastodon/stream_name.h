/* Stream names: what a listener asks for by name ("public:local:media", "hashtag" with a tag), as channels.
 *
 * Spec: Mastodon API, streaming; client API sheet section 10.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "stream/stream.h"

#define STREAM_NAME_CHANNELS_MAX 2
/* Of a tag as it is asked for. */
#define STREAM_PARAM_MAX_BYTES ((size_t)512)

/* One stream of one listener. */
struct stream_name {
    struct sv name; /* static: "hashtag" */
    struct sv
        param; /* the tag as it was asked for, or the list's id; absent where the stream has none */
    struct stream_channel channels[STREAM_NAME_CHANNELS_MAX]; /* their names lie in the arena */
    size_t channel_count;
    uint64_t scopes; /* a token needs one of them */
};

/* As asked for; untrusted. */
struct stream_wish {
    struct sv stream;
    struct sv tag;  /* may be absent */
    struct sv list; /* digits; may be absent */
};

/**
 * The stream of that name.
 *
 * viewer   who asks: notifications stand in "user" when its token may read them
 * out      param may be a view of wish
 *
 * Returns  ERR_BAD_PARAM  no such stream, no tag or an empty one, no list or no number
 */
MUST_USE enum err stream_name_parse(struct arena *a, const struct viewer *viewer,
                                    const struct stream_wish *wish, struct stream_name *out);
