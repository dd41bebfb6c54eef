/* Stream request: what an app sends on its WebSocket, {"type":"subscribe","stream":"hashtag","tag":"x"}.
 *
 * Spec: Mastodon API, streaming, WebSocket.
 */
#pragma once

#include <stdbool.h>

#include "api/mastodon/stream_name.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

struct stream_request {
    bool is_subscribe; /* or the contrary */
    struct stream_wish wish;
};

/**
 * Read one message. Untrusted input.
 *
 * text     at most 4 KB
 * out      views of text, or in the arena
 *
 * Returns  ERR_PARSE      no JSON object
 *          ERR_BAD_PARAM  of another type, or no stream is named
 */
MUST_USE enum err stream_request_parse(struct arena *a, struct sv text, struct stream_request *out);
