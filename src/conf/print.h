/* The reference of settings, printed from the table; and the values in force. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "conf/settings.h"

enum conf_format {
    CONF_FORMAT_TEXT, /* for a terminal */
    CONF_FORMAT_JSON, /* one array of objects */
    CONF_FORMAT_MD,   /* docs/reference/settings.md */
    CONF_FORMAT_MDOC, /* efface.conf(5) */
};

/** "text", "json", "md", "mdoc"; out untouched and false otherwise. */
MUST_USE bool conf_format_find(struct sv name, enum conf_format *out);

/**
 * Print the whole table.
 *
 * out      512 KiB of room are enough
 */
void conf_print(struct buf *out, enum conf_format format);

/** Print `name = value  # source` of every setting in force, secrets as ***. */
void conf_values_print(struct buf *out, const struct conf *conf);
