/* Reader of efface.conf: a bounded, line-oriented subset of TOML.
 *
 *     peers = internet                 # a word; everything up to a '#' or the line's end
 *     [server]
 *     name = "A \"quoted\" text"       # escapes: \" \\ \n \t
 *     trusted_proxies = ["10.0.0.1", "::1"]
 *
 * An array is read as its parts joined by commas, on one line. The file is the operator's, but a
 * broken or foreign one must give a sentence and never more.
 */
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/sv.h"

#define CONF_FILE_MAX_BYTES ((size_t)256 << 10)
#define CONF_LINE_MAX_BYTES ((size_t)8 << 10)

enum conf_file_step {
    CONF_FILE_ENTRY, /* one key and its value */
    CONF_FILE_BAD,   /* a line that is none; reading may go on behind it */
    CONF_FILE_END,
};

struct conf_entry {
    int line;             /* from 1 */
    struct sv section;    /* may be empty */
    struct sv key;        /* may hold dots; borrowed from the text */
    struct sv value;      /* without quotes; lives in the arena or is borrowed from the text */
    const char *expected; /* with CONF_FILE_BAD: what should have been there */
};

struct conf_file {
    struct arena *arena;
    struct sv rest;
    struct sv section;
    int line;
};

/**
 * Begin reading.
 *
 * text     untrusted; borrowed while reading; over CONF_FILE_MAX_BYTES it is one bad line
 */
void conf_file_init(struct conf_file *f, struct arena *a, struct sv text);

/**
 * The next entry or bad line; comments, empty lines and sections are passed over.
 *
 * out      filled with CONF_FILE_ENTRY; with CONF_FILE_BAD line and expected are
 */
enum conf_file_step conf_file_next(struct conf_file *f, struct conf_entry *out);

/**
 * Write a value so that conf_file_next reads the same: quoted, with escapes.
 *
 * value    without control characters but newline and tab
 */
void conf_file_quote(struct buf *out, struct sv value);
