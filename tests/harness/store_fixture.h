/* A store for a test: an engine with the schema migrated, a ctx on it, everything gone at the end.
 *
 * SQLite is a file in a temporary folder. PostgreSQL is the server EFFACE_TEST_POSTGRES names
 * (./test starts one), in a schema of its own; without it those tests skip aloud.
 */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "db/db.h"

enum fixture_engine {
    FIXTURE_SQLITE,
    FIXTURE_POSTGRES,
};

struct fixture {
    struct arena arena;
    struct ctx ctx;            /* ctx.db is the open store */
    struct db_options options; /* as it was opened; change a copy to open again */
    const char *folder;        /* temporary; main.db lies in it */
    const char *schema;        /* PostgreSQL */
};

/** False, and a line that says so, when the engine is not on this machine: then skip(). */
bool fixture_has(enum fixture_engine engine);

/** Open and migrate; the test fails when that fails. `base` gives queries, migrations and hooks. */
void fixture_open(struct fixture *f, enum fixture_engine engine, const struct db_options *base);
void fixture_close(struct fixture *f);

/** Close the store and open it again, with f->options. */
void fixture_reopen(struct fixture *f);

/** The two halves of it; fixture_start may fail where a test broke the files. */
void fixture_stop(struct fixture *f);
MUST_USE enum err fixture_start(struct fixture *f);

/** A further ctx, for another thread: its arena is the caller's. */
struct ctx fixture_ctx(struct fixture *f, struct arena *arena);

#define assert_ctx_ok(ctx, call) assert_ctx_ok_at((ctx), (call), __FILE__, __LINE__)
/** The call returned ERR_OK; otherwise the ctx's detail is printed. */
void assert_ctx_ok_at(const struct ctx *ctx, enum err err, const char *file, int line);
