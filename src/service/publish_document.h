/* Publish documents of the instance: its long description, its privacy policy, its terms. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/instance_document.h"

/** The document of a kind that has no day. ERR_DB … Cost: 1 query. */
MUST_USE enum err service_find_document(struct ctx *ctx, enum instance_document_kind kind,
                                        bool *out_found, struct instance_document *out);

/* Terms, and until when they hold. */
struct terms {
    struct instance_document document;
    bool is_effective; /* their day has come */
    int64_t next_day;  /* from which others hold; 0 = none are published */
};

/**
 * The terms that hold today; before the first do, those.
 *
 * Returns  ERR_NOT_FOUND  there are none
 * Cost     2 or 3 queries
 */
MUST_USE enum err service_get_terms(struct ctx *ctx, struct terms *out);

/** The terms of a day; ERR_NOT_FOUND. */
MUST_USE enum err service_get_terms_of(struct ctx *ctx, int64_t day, struct terms *out);

/**
 * Publish a document, in place of the one of that kind and day.
 *
 * day      of terms, since the epoch; 0 of the others
 * text     untrusted, as typed
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN  the viewer is no administrator
 *          ERR_VALIDATION  empty, no UTF-8, too long, or a day that this kind does not have
 */
MUST_USE enum err service_publish_document(struct ctx *ctx, enum instance_document_kind kind,
                                           int64_t day, struct sv text);

/** Take it back. ERR_NOT_FOUND besides. */
MUST_USE enum err service_withdraw_document(struct ctx *ctx, enum instance_document_kind kind,
                                            int64_t day);
