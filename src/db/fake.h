/* Fake: a stand-in engine for tests, with scripted answers and failures. Nothing opens it but the
 * address "fake:".
 *
 * "fake:" alone answers from the script; a query without an answer left gives no rows.
 * "fake:sqlite:PATH" passes everything on to SQLite, so that a test can let each call fail in turn:
 * count the calls of a good run, then run again with fail_at = 1, 2, 3 …
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "db/query.h"

struct db_fake_answer {
    const char *query;            /* name of the query it answers, once */
    enum err err;                 /* not ERR_OK: the query fails with it */
    const struct db_bind *values; /* rows × columns */
    int columns;
    int rows;
    int64_t changed; /* for changes */
    bool is_used;    /* set when given */
};

struct db_fake {
    struct db_fake_answer *answers; /* in the order of the calls */
    size_t answer_count;
    size_t fail_at; /* this call fails (1 = the first after open), 0 = none */
    enum err fail_with;
    _Atomic size_t call_count; /* calls that can fail, so far */
};
