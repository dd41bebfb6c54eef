/* Documents of the instance as markup, for the pages and for the API. */
#pragma once

#include "api/words.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "text/html.h"

/** What the operator typed: paragraphs and links. In ctx->arena. */
struct html api_document_html(struct ctx *ctx, struct sv text);

/**
 * The privacy policy: the operator's, else what is true of every server that runs this program.
 *
 * language    of the latter
 * updated_ms  when the operator published it; else 0
 *
 * Returns  ERR_DB …
 * Cost     1 query
 */
MUST_USE enum err api_privacy_html(struct ctx *ctx, enum language language, struct html *out,
                                   int64_t *out_updated_ms);
