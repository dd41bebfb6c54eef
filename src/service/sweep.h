/* Sweep: what crashes and time leave behind. Handlers of the periodic jobs. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "job/runner.h"

/**
 * Destroy object keys, and drop entries of the journal, that are older than an hour and whose write never happened.
 *
 * Goes on where the last sweep ended. Returns ERR_DB ….
 */
MUST_USE enum err service_sweep_keys(struct ctx *ctx, const struct job *job);

/** Erase pictures that nobody posted within a day, and remove files that no row names; ERR_DB, ERR_IO …. */
MUST_USE enum err service_sweep_uploads(struct ctx *ctx, const struct job *job);

/**
 * Drop codes, sessions, remembered activities, idempotency keys and the keys of erased actors past their age, and erasures long
 * final; close erasures whose recipients were told. Returns ERR_DB ….
 */
MUST_USE enum err service_sweep_expired(struct ctx *ctx, const struct job *job);
