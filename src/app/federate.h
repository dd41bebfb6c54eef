/* Federation around an open instance: the way out to the network, signing, delivery, pushes to apps. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"

struct app;

/**
 * Start it.
 *
 * ctx      with the app's parts
 *
 * Returns  ERR_INTERNAL, ERR_DB …
 */
MUST_USE enum err app_federate_start(struct ctx *ctx, struct app *app);

/** End the deliveries under way; they go on at the next start. Before the jobs stop, which it may wake. */
void app_federate_quiet(struct app *app);

/** Free the rest. Nothing may use the engine's fed any more. */
void app_federate_stop(struct app *app);
