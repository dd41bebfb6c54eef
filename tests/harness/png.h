/* A PNG made without a library: a gradient with noise, so that it stays large; deflate in stored blocks. */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/sv.h"

/** width x height pixels, RGB; both at most 1000; in the arena. */
struct sv harness_png(struct arena *a, uint32_t width, uint32_t height);

/** The same with a text chunk, which nothing we make of it may hold. */
struct sv harness_png_with_text(struct arena *a, uint32_t width, uint32_t height, struct sv text);
