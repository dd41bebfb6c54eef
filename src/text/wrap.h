/* Wrap: running text as lines of a terminal. */
#pragma once

#include "base/buf.h"
#include "base/sv.h"

/**
 * Write text as lines, each behind `indent` spaces and at most `width` bytes long where its words allow it.
 *
 * text     words separated by spaces; ours, not untrusted
 * out      every line ends with a line feed
 */
void text_wrap(struct buf *out, struct sv text, size_t indent, size_t width);
