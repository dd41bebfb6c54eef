/* Emoji that came with something. */
#include "fed/emoji.h"

const struct received_emoji *fed_emojis_of(struct arena *a, const struct ap_emoji *emojis,
                                           size_t count)
{
    struct received_emoji *out = ARENA_ARRAY(a, struct received_emoji, count);
    for (size_t i = 0; i < count; i++)
        out[i] = (struct received_emoji){ emojis[i].name, emojis[i].url, emojis[i].updated_ms };
    return out;
}
