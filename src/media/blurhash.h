/* Blurhash: a blurred stand-in for a picture in some thirty characters, shown while the picture
 * loads.
 *
 * Spec: https://github.com/woltapp/blurhash/blob/master/Algorithm.md
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/sv.h"

#define MEDIA_BLURHASH_SIDE_MAX 9 /* components in each direction */
#define MEDIA_BLURHASH_MAX (1 + 1 + 4 + 2 * (MEDIA_BLURHASH_SIDE_MAX * MEDIA_BLURHASH_SIDE_MAX - 1))

/**
 * Encode pixels.
 *
 * rgb          3 bytes a pixel, sRGB, rows without padding
 * width        pixels, 1 … 16384
 * height       pixels, 1 … 16384
 * x_count      components across, 1 … 9
 * y_count      components down, 1 … 9
 * out          NUL-ended
 *
 * Cost     width x height x components; give it a picture of some 64 pixels a side
 */
void media_blurhash_encode(const uint8_t *rgb, size_t width, size_t height, int x_count,
                           int y_count, char out[MEDIA_BLURHASH_MAX + 1]);

/** True when the text has only the alphabet's characters and the length that its first one
 * announces. */
MUST_USE bool media_blurhash_is_valid(struct sv text);
