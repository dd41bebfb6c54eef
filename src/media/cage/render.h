/* Rendering: from a stranger's picture to our own versions of it. All of libvips stands behind this
 * header. */
#pragma once

#include <stdbool.h>

#include "base/macros.h"
#include "base/sv.h"

#include "media/wire.h"

/**
 * Start the picture library with everything off that is not needed: modules, caches, run-time code,
 * loaders of other kinds. Opens files, so it comes before the cage.
 *
 * Returns  false when the library does not start
 */
MUST_USE bool render_init(void);

/**
 * Render one small picture of each kind, so that whatever the libraries load or start on first use
 * is there before the filter is.
 *
 * Returns  false when one of them could not be rendered
 */
MUST_USE bool render_warm_up(void);

/**
 * Make the versions of a picture.
 *
 * job      checked
 * input    untrusted, the whole file
 * output   room for job->output_bytes
 * answer   filled, whatever the verdict
 */
void render_job(const struct wire_job *job, struct sv input, char *output,
                struct wire_answer *answer);
