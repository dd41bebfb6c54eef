/* Scan: is a word anywhere in the data folder, as it lies there or behind what the keyring still opens?
 *
 * Every file is read raw, in all encodings of service/scan_pattern.h and unpacked. Then every sealed and clear column of
 * every table of the manifest is read through the store, and every media file, opened with the keys there are: what a key
 * still opens is not erased. Read transactions are short, since a long one would hinder erasures.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

struct scan_find {
    struct sv word;
    struct sv
        place; /* borrowed; a path as seen from the data folder ("KEYS/…" for the keys), or "TABLE.COLUMN of ROW" */
    const char *encoding;
};

struct scan {
    const char *data_dir;
    const char *keys_dir; /* read raw as well */
    const struct sv *words;
    size_t word_count;
    void (*found)(void *arg,
                  const struct scan_find *find); /* once for each word, place and encoding */
    void (*progress)(void *arg, int64_t done, int64_t total); /* bytes of files; may be NULL */
    void *arg;
};

struct scan_result {
    int64_t finds;
    int64_t files;    /* read raw */
    int64_t values;   /* read through the store */
    int64_t locked;   /* values and files whose key is gone */
    bool has_cluster; /* the database's own files are not here: the operator scans them */
};

/**
 * Search.
 *
 * ctx      with store and keyring: the keys of today, or those of another folder
 *
 * Returns  ERR_BAD_PARAM  words: none, too many, too short, too long, or not UTF-8 (detail says what is allowed)
 *          ERR_IO, ERR_DB …
 * Cost     reads everything; memory is bounded
 */
MUST_USE enum err service_scan(struct ctx *ctx, const struct scan *scan, struct scan_result *out);
