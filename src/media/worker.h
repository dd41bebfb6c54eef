/* One helper process, seen from the server: started, given one job at a time, ended.
 *
 * A worker belongs to one thread at a time; the pool (media.h) sees to that. Whatever goes wrong in
 * the conversation, the caller's answer is worker_stop() and, for the next job, a new
 * worker_start().
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/macros.h"

#include "media/wire.h"

#define MEDIA_HELPER_PATH_BYTES 4096

/** The helper beside the running program, or in media/ there; false when neither place has one. */
MUST_USE bool media_helper_find(char out[MEDIA_HELPER_PATH_BYTES]);

struct media_worker {
    pid_t pid;  /* 0: none */
    int socket; /* our end; meaningless without a pid */
};

/**
 * Start a helper and wait until its cage is shut.
 *
 * path         the helper program; NULL = `efface-media` beside this program (or in `media/` there,
 * as in a build tree) deadline_ms  monotonic out          to be ended with media_worker_stop
 *
 * Returns  ERR_IO       it could not be started, or ended before it was ready
 *          ERR_TIMEOUT  it was not ready in time
 * Cost     a process; about 100 ms until ready
 */
MUST_USE enum err media_worker_start(const char *path, int64_t deadline_ms,
                                     struct media_worker *out);

/** Kill and reap; accepts a zeroed struct, which it leaves zeroed. */
void media_worker_stop(struct media_worker *w);

/**
 * Give the worker one job and wait for its answer.
 *
 * job          as it goes over the wire
 * input        descriptor of job->input_bytes sealed bytes; borrowed
 * output       descriptor of job->output_bytes; borrowed
 * deadline_ms  monotonic
 * out          checked by wire_answer_parse; filled on success
 *
 * Returns  ERR_VALIDATION  the worker died over the picture or answered nonsense; it must be stopped
 *          ERR_TIMEOUT     no answer in time; it must be stopped
 *          ERR_IO          the job could not be sent, or somebody killed the worker; it must be stopped
 */
MUST_USE enum err media_worker_run(const struct media_worker *w, const struct wire_job *job,
                                   int input, int output, int64_t deadline_ms,
                                   struct wire_answer *out);

/** Resident memory of the worker in bytes; 0 when unknown. */
size_t media_worker_memory(const struct media_worker *w);
