/* Process media: a film's versions made of what was uploaded, in a job of its own. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "store/job.h"

/**
 * Encode the upload, seal what came out, and let it be shown; or remember that it could not be. The upload's file goes then.
 *
 * job      subject: the media
 *
 * Returns  ERR_IO, ERR_DISK_FULL, ERR_CONFLICT, ERR_DB …  to be tried again
 * Cost     up to minutes
 */
MUST_USE enum err service_process_media(struct ctx *ctx, const struct job *job);
