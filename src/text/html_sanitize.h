/* Foreign HTML to safe markup: what other servers send as content, summary, bio and field values.
 *
 * The input is only read, never passed on: every tag that comes out is written anew from an
 * allow-list, every byte of text is escaped, every element is closed in order. So the output parses
 * in a browser as it was meant here, and sanitizing it again changes nothing.
 *
 * Spec: Mastodon's sanitizer (elements, classes, schemes), FEP-b2b8, FEP-dc88 (math)
 */
#pragma once

#include "base/arena.h"
#include "base/sv.h"
#include "text/html.h"

enum {
    HTML_SANITIZE_MAX_BYTES = 1 << 20, /* input beyond it is cut off */
    HTML_SANITIZE_DEPTH_MAX = 48,      /* deeper elements lose their tags and keep their text */
};

/**
 * Keep `p br span a del s pre blockquote code b strong u i em ul ol li ruby rt rp`, links to http,
 * https and a few schemes more, and the classes that clients know; turn headings into bold
 * paragraphs; drop script, style, svg and their like with what is in them; keep the text of
 * everything else.
 *
 * untrusted  any bytes, UTF-8 or not; of any length
 *
 * Returns    markup in the arena; never fails
 * Cost       linear in the input, output at most 8 times as long
 */
struct html html_sanitize(struct arena *a, struct sv untrusted);
