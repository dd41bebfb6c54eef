/* The log of pages in the store. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/page_log.h"
#include "model/paging.h"

/** Inside db_write. */
MUST_USE enum err store_page_log_insert(struct ctx *ctx, const struct page_log_entry *entry);

/** A page of a page's log, by id. */
MUST_USE enum err store_page_log_page(struct ctx *ctx, struct account_id page,
                                      const struct paging *paging, struct page_log_entry **out,
                                      size_t *out_count);

/** Inside db_write: delete what is older, at most `count`. */
MUST_USE enum err store_page_log_sweep(struct ctx *ctx, int64_t before_ms, int64_t count,
                                       int64_t *out_deleted);
