/* Outbox: a collection of activities, of any size, cut into its items while its bytes come.
 *
 * Finds the one array "orderedItems" (or "items") of the outermost object and gives each element's bytes; what else the
 * object holds is passed over. It only cuts: whether an item is JSON, its parser says. Memory is one item's, however large the
 * file; a larger item is passed over and counted.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

#define OUTBOX_ITEM_BYTES_MAX ((size_t)2 << 20)

/* What to do with an item; `text` lives until it returns. An error ends the stream. */
typedef enum err outbox_item_fn(void *arg, struct sv text);

struct outbox;

/** A stream at its beginning; to be freed with outbox_free. About twice the largest item on the heap. */
struct outbox *outbox_new(outbox_item_fn *fn, void *arg);

/** NULL is accepted. */
void outbox_free(struct outbox *o);

/**
 * Some more bytes of the file.
 *
 * bytes    untrusted; cut anywhere
 *
 * Returns  ERR_PARSE  this is no object with such a list, or one with two, or it does not nest as it should
 *          or what fn returned
 */
MUST_USE enum err outbox_feed(struct outbox *o, struct sv bytes);

/** The file is over: ERR_PARSE when its object is not, or had no list. */
MUST_USE enum err outbox_end(struct outbox *o);

/** Items that were larger than OUTBOX_ITEM_BYTES_MAX. */
int64_t outbox_count_oversized(const struct outbox *o);
