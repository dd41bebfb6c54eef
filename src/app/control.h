/* The control socket of a serving instance: the commands of app/command.h, one after the other or at once. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"

struct app;

/** Listen on DIR/run/efface.sock. Returns as control_server_start. */
MUST_USE enum err app_control_start(struct ctx *ctx, struct app *app);
