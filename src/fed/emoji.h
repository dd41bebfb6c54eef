/* Emoji that came with something, as service takes them. */
#pragma once

#include <stddef.h>

#include "ap/emoji.h"
#include "base/arena.h"
#include "service/receive_emoji.h"

/** In the arena; texts stay where they are. */
const struct received_emoji *fed_emojis_of(struct arena *a, const struct ap_emoji *emojis,
                                           size_t count);
