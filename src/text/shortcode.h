/* Shortcodes: names of custom emoji between colons in a text, ":blobcat:".
 *
 * One counts when neither a letter, a digit nor a colon stands before or behind it, so that times, addresses and "a:b:c"
 * stay what they are. Text keeps its shortcodes everywhere; pages alone show pictures in their place.
 *
 * Spec: Mastodon API, CustomEmoji; the section on tags in FEDERATION
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/macros.h"
#include "base/sv.h"
#include "text/html.h"

#define SHORTCODE_MIN_BYTES 2
#define SHORTCODE_MAX_BYTES 128

/** [a-zA-Z0-9_], SHORTCODE_MIN_BYTES to SHORTCODE_MAX_BYTES of them. */
bool shortcode_is_valid(struct sv name);

struct shortcode_scan {
    struct sv text;
    size_t at;
};

/**
 * The next shortcode of a text.
 *
 * scan     untrusted text, UTF-8 or markup; begins at 0
 * out      its name, without the colons, a view into the text
 *
 * Returns  false at the end
 * Cost     the text is walked once
 */
MUST_USE bool shortcode_next(struct shortcode_scan *scan, struct sv *out);

/* A picture that stands for a shortcode. */
struct shortcode_picture {
    struct sv name; /* without colons */
    struct sv url;
};

/**
 * Put pictures in the place of the shortcodes of markup: in its text, not in its tags, and not in what is not shown.
 *
 * in       balanced in itself
 * Returns  in itself when nothing was put, or when the result would pass twice its size and 64 KiB; else in the arena
 */
struct html shortcode_show(struct arena *a, struct html in,
                           const struct shortcode_picture *pictures, size_t count);
