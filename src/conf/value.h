/* One setting's value: from text to what its row says. Pure. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "conf/settings.h"

/**
 * Read a value.
 *
 * text     untrusted; space around it is dropped
 * out      text, number and nets are filled on success; text is borrowed, nets live in the arena
 *
 * Returns  ERR_PARSE  not written as the type wants, or outside its bounds
 */
MUST_USE enum err conf_value_parse(struct arena *a, const struct conf_row *row, struct sv text,
                                   struct conf_value *out);

/** What the row wants, to follow "must be": "a whole number from 1 to 1024". */
struct sv conf_value_wanted(struct arena *a, const struct conf_row *row);

/** A number as it would be written: 16777216 as 16MiB, 75000 as 75s. */
struct sv conf_value_format(struct arena *a, enum conf_type type, int64_t number);
