/* HTML to plain text: previews, import, editing of what came as markup.
 *
 * Tags go, references are decoded, paragraphs are set apart by an empty line, lines by a newline;
 * items of a list begin with "- ". The result is text again: escape it before it goes into a page.
 */
#pragma once

#include "base/arena.h"
#include "base/sv.h"

/**
 * The text of some HTML.
 *
 * untrusted  any bytes; beyond HTML_SANITIZE_MAX_BYTES cut off
 *
 * Returns    text in the arena, trimmed, without scripts and styles; never fails
 */
struct sv html_to_text(struct arena *a, struct sv untrusted);
