/* A store for a test. */
#include "harness.h"

#include "store_fixture.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"

#define ARENA_BYTES ((size_t)64 << 20)

bool fixture_has(enum fixture_engine engine)
{
    if (engine == FIXTURE_SQLITE || getenv("EFFACE_TEST_POSTGRES") != NULL)
        return true;
    print_message("[  SKIP  ] EFFACE_TEST_POSTGRES is not set: no PostgreSQL\n");
    return false;
}

void assert_ctx_ok_at(const struct ctx *ctx, enum err err, const char *file, int line)
{
    if (err == ERR_OK)
        return;
    print_error("%s: %s\n", err_row(err)->name, ctx->error.detail);
    _fail(file, line);
}

struct ctx fixture_ctx(struct fixture *f, struct arena *arena)
{
    arena_init(arena, ARENA_BYTES);
    return (struct ctx){ .arena = arena, .now_ms = clock_now_ms(), .db = f->ctx.db };
}

/* One statement on the server outside the store. */
static void postgres_exec(struct fixture *f, const char *format)
{
    PGconn *pg = PQconnectdb(getenv("EFFACE_TEST_POSTGRES"));
    PQclear(PQexec(pg, "SET client_min_messages = warning"));
    PGresult *result = PQexec(pg, sv_printf(&f->arena, "%s \"%s\" %s", format, f->schema,
                                            format[0] == 'D' ? "CASCADE" : "")
                                      .ptr);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        print_error("%s", PQerrorMessage(pg));
        _fail(__FILE__, __LINE__);
    }
    PQclear(result);
    PQfinish(pg);
}

/* A schema of its own for each fixture, so that programs run side by side. */
static void postgres_open(struct fixture *f)
{
    const char *server = getenv("EFFACE_TEST_POSTGRES");
    f->schema = sv_printf(&f->arena, "test_%d_%p", (int)getpid(), (void *)f).ptr;
    f->options.url = sv_printf(&f->arena, "%s%coptions=-csearch_path%%3D%s", server,
                               strchr(server, '?') == NULL ? '?' : '&', f->schema);
    postgres_exec(f, "CREATE SCHEMA");
}

void fixture_open(struct fixture *f, enum fixture_engine engine, const struct db_options *base)
{
    *f = (struct fixture){ .options = *base };
    f->ctx = fixture_ctx(f, &f->arena);
    f->folder = harness_temp_folder(&f->arena);
    if (engine == FIXTURE_SQLITE)
        f->options.url = sv_printf(&f->arena, "sqlite:%s/main.db", f->folder);
    else
        postgres_open(f);
    assert_ctx_ok(&f->ctx, db_open(&f->ctx, &f->options, &f->ctx.db));
    assert_ctx_ok(&f->ctx, db_migrate(&f->ctx));
}

void fixture_stop(struct fixture *f)
{
    db_release(&f->ctx);
    db_close(f->ctx.db);
    f->ctx.db = NULL;
}

enum err fixture_start(struct fixture *f)
{
    return db_open(&f->ctx, &f->options, &f->ctx.db);
}

void fixture_reopen(struct fixture *f)
{
    fixture_stop(f);
    assert_ctx_ok(&f->ctx, fixture_start(f));
}

void fixture_close(struct fixture *f)
{
    db_release(&f->ctx);
    db_close(f->ctx.db);
    if (f->schema != NULL)
        postgres_exec(f, "DROP SCHEMA");
    harness_remove_tree(f->folder);
    arena_done(&f->arena);
}
