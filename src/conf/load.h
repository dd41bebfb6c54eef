/* Loading: defaults, file, environment and flags merged once into a snapshot; later wins.
 *
 * Every fault is reported, not just the first, each as a sentence that says where and what would be
 * right. A setting nobody knows is a fault, so that a mistyped name does not silently leave the
 * default in force.
 */
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"
#include "conf/settings.h"

/* Faults, as sentences for the operator; values of secrets are not in them. */
struct conf_report {
    VEC(struct sv) problems;
};

struct conf_input {
    struct sv data_dir;           /* the data folder; need not exist yet */
    struct sv file_name;          /* named in messages */
    struct sv file_text;          /* empty when there is no file */
    const char *const *variables; /* "NAME=value", NULL-ended, as environ; NULL for none */
    const struct sv *sets;        /* "section.key=value" each */
    size_t set_count;
};

/**
 * Read DIR/efface.conf into an input; a file that is not there is an empty one.
 *
 * data_dir  path of the data folder, slashes at its end are dropped
 * in        data_dir, file_name and file_text are set; they live in the arena
 *
 * Returns  ERR_IO         there but unreadable
 *          ERR_TOO_LARGE  over 256 KiB
 */
MUST_USE enum err conf_file_load(struct arena *a, struct sv data_dir, struct conf_input *in);

/**
 * Merge and check everything.
 *
 * in        borrowed; what the snapshot keeps is copied into the arena
 * out       filled on success
 * report    problems are appended; at most 50
 *
 * Variables named EFFACE_SECTION_KEY are read. Others that begin with EFFACE_ are a fault when they
 * look like a mistyped setting, and passed over otherwise: container platforms invent such names
 * (EFFACE_PORT_8080_TCP).
 *
 * Returns  ERR_VALIDATION  with the problems in the report
 * Cost     a few reads of folder names, to see whether the keys lie inside the data folder
 */
MUST_USE enum err conf_load(struct arena *a, const struct conf_input *in, struct conf *out,
                            struct conf_report *report);
