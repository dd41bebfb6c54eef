/* Documents of the instance in the store. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/instance_document.h"

/** The one of a day. ERR_DB … Cost: 1 query, as the next two. */
MUST_USE enum err store_instance_document_find(struct ctx *ctx, enum instance_document_kind kind,
                                               int64_t day, bool *out_found,
                                               struct instance_document *out);

/** The newest that is of no later day than `until_day`. */
MUST_USE enum err store_instance_document_find_last(struct ctx *ctx,
                                                    enum instance_document_kind kind,
                                                    int64_t until_day, bool *out_found,
                                                    struct instance_document *out);

/** The oldest that is of a later day than `after_day`. */
MUST_USE enum err store_instance_document_find_next(struct ctx *ctx,
                                                    enum instance_document_kind kind,
                                                    int64_t after_day, bool *out_found,
                                                    struct instance_document *out);

/** Inside db_write: lay it down, in place of the one of that day. */
MUST_USE enum err store_instance_document_upsert(struct ctx *ctx,
                                                 const struct instance_document *document);

/** Inside db_write. ERR_NOT_FOUND. */
MUST_USE enum err store_instance_document_delete(struct ctx *ctx, enum instance_document_kind kind,
                                                 int64_t day);
