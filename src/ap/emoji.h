/* Emoji: pictures that stand for names in the texts of an object, as tags of it.
 *
 * Spec: Mastodon's extension toot:Emoji; the section on tags in FEDERATION
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/custom_emoji.h"
#include "model/site.h"
#include "text/json.h"
#include "text/json_write.h"

struct ap_emoji {
    struct sv name;     /* without colons, a shortcode */
    struct sv url;      /* of the picture, http or https */
    int64_t updated_ms; /* 0 = not said */
};

/**
 * The emoji among the tags of an object.
 *
 * tags     untrusted: one, several or none
 * out      in the arena, CUSTOM_EMOJIS_RECEIVED_MAX at most, each name once
 */
size_t ap_emojis_parse(struct arena *a, struct json tags, struct ap_emoji **out);

/** Write emoji of this instance as elements of an array of tags; `about` is whom the text that names them is about. */
void ap_emojis_write(struct json_writer *w, struct arena *a, const struct site *site,
                     const struct custom_emojis *emojis, struct subject about);

/** Write an emoji of this instance as a document. */
MUST_USE enum err ap_emoji_render(struct arena *a, const struct site *site,
                                  const struct custom_emoji *emoji, struct json_fragment *out);
