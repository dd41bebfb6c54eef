/* Check an instance: schema against manifest, files, keys, counters. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

struct check {
    /* A sentence for the operator, borrowed; a fault, or only something to know. Names no person. */
    void (*note)(void *arg, bool is_fault, struct sv sentence);
    void *arg;
};

/**
 * At start: may this store be served? An unknown table or column could hold what no erasure reaches.
 *
 * Returns  ERR_CONFLICT  the schema is not the manifest's (detail names the first difference)
 *          ERR_DB …
 * Cost     1 query
 */
MUST_USE enum err service_check_schema(struct ctx *ctx);

/**
 * Look at everything: the schema, what lies in the data folder, every key's object and every sealed value's key, every
 * picture's file and every file's row, erasures that take too long, every counter. Reads in short transactions; may run beside a serving instance, whose
 * changes of the last hour it does not judge.
 *
 * out_faults  how many were noted
 *
 * Returns  ERR_IO, ERR_DB …: it could not be finished
 * Cost     reads everything but the pictures' bytes
 */
MUST_USE enum err service_check(struct ctx *ctx, const struct check *check, int64_t *out_faults);
