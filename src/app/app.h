/* App: every part of Efface, built once and joined.
 *
 * app_open takes the data folder's lock, opens keyring and store, and makes the engine; a command runs on that alone. app_serve
 * adds jobs, delivery, HTTP and the control socket, and returns when the process is told to stop. There is never a second
 * writer: whoever holds DIR/lock is the only one.
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "conf/settings.h"

struct app;

/**
 * Make a data folder: its settings file, its keys folder, the store with its schema.
 *
 * conf     what the first settings file will say; data_dir must not hold one yet
 *
 * Returns  ERR_CONFLICT  there is an instance already
 *          ERR_IO        a folder or file cannot be written
 *          as app_open   otherwise
 */
MUST_USE enum err app_init(struct ctx *ctx, const struct conf *conf);

/**
 * Open an instance for this process alone.
 *
 * ctx      for the detail of a failure; afterwards app_setup makes it usable for services
 * conf     borrowed
 *
 * Returns  ERR_NOT_FOUND  no instance in the data folder
 *          ERR_BUSY       another process serves it
 *          ERR_CONFLICT   its domain is not the one it was made for
 *          ERR_IO, ERR_DB, ERR_CORRUPT …  keyring or store
 */
MUST_USE enum err app_open(struct ctx *ctx, const struct conf *conf, struct app **out);

/**
 * Open an instance beside the process that may serve it, for reading: no lock, no migration, no memory of services.
 *
 * keys_dir  another keys folder than the instance's own; empty: its own
 *
 * Returns   as app_open, but never ERR_BUSY
 */
MUST_USE enum err app_open_reading(struct ctx *ctx, const struct conf *conf, struct sv keys_dir,
                                   struct app **out);

/** Close everything; accepts NULL. */
void app_close(struct app *app);

/** Put the parts into a ctx; the hooks of http, jobs and the control socket. `app` is a struct app. */
void app_setup(void *app, struct ctx *ctx);
void app_finish(void *app, struct ctx *ctx);

/** Before app_open, when app_serve follows: SIGTERM and SIGINT wait for it, since every thread begun from here on holds them back. */
void app_hold_stop(void);

/**
 * Serve until SIGTERM or SIGINT, also one that came since app_hold_stop().
 *
 * Returns  ERR_OK     stopped cleanly
 *          otherwise  what could not be started
 */
MUST_USE enum err app_serve(struct ctx *ctx, struct app *app);

/** Path of the control socket of a data folder, in the arena. */
const char *app_control_path(struct arena *a, struct sv data_dir);
