/* Emoji: is a text one of them, as people react with?
 *
 * A list of all would be out of date each year; what Unicode calls pictographic is the characters that are emoji and those
 * it keeps for future ones.
 *
 * Spec: UTS #51, 1.4.9 (a superset of its sequences)
 */
#pragma once

#include <stdbool.h>

#include "base/sv.h"

#define EMOJI_MAX_BYTES 64

/**
 * One emoji and nothing else: a pictograph with its modifiers and what is joined to it, a flag, or a keycap.
 *
 * text     any bytes
 */
bool emoji_is_one(struct sv text);
