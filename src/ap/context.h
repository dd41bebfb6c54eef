/* The @context our documents begin with: every term that any of them uses.
 *
 * Spec: ActivityStreams 2.0 core, section 2.1
 */
#pragma once

#include "text/json_write.h"

/** Most bytes any of our documents may have: below what Misskey takes. */
#define AP_DOCUMENT_BYTES_MAX ((size_t)1 << 20)

/** Write the member @context: the vocabulary, security and our extension terms. */
void ap_context_render(struct json_writer *w);

/** Write the member @context: the vocabulary, without which some take no document, and security. */
void ap_context_render_key(struct json_writer *w);

/** Write the member @context: the vocabulary alone. */
void ap_context_render_plain(struct json_writer *w);
