/* Custom emoji: a small picture with a name, which stands for its name between colons in what people write. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/id.h"
#include "base/sv.h"

#define CUSTOM_EMOJIS_MAX 5000 /* of this instance */
#define CUSTOM_EMOJI_BYTES_MAX ((size_t)256 << 10)
#define CUSTOM_EMOJI_CATEGORY_MAX_CHARS 100

/* Of other servers. */
#define CUSTOM_EMOJIS_RECEIVED_MAX 64   /* taken of one document */
#define CUSTOM_EMOJIS_OF_STATUS_MAX 200 /* with those of its versions */
#define CUSTOM_EMOJI_URL_MAX_BYTES 2048

struct custom_emoji {
    struct custom_emoji_id id;
    struct sv shortcode; /* without colons */
    struct sv url;       /* the picture on its server; empty for the instance's own: computed */
    struct sv category;  /* may be empty */
    struct sv mime;      /* of the picture; empty for those of other servers */
    bool is_listed;      /* offered to who picks one */
    bool is_moving;      /* there is a still version besides */
    int64_t updated_ms;
};

/* Some of them; names are in it once. */
struct custom_emojis {
    const struct custom_emoji *items;
    size_t count;
};
