/* A foreign program, run once inside the cage: ffmpeg or ffprobe over one file.
 *
 * The helper gives everything up and then becomes the program (cage/cage.h). The program finds its input at PROGRAM_INPUT and
 * writes to PROGRAM_OUTPUT, both memory files, or to its standard output; nothing it reads or writes is on a disk.
 */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "base/err.h"
#include "base/macros.h"

#define PROGRAM_INPUT "/proc/self/fd/3"
#define PROGRAM_OUTPUT "/proc/self/fd/4"
#define PROGRAM_ARGUMENTS_MAX 64

struct media_program {
    const char *const
        *arguments; /* NULL-ended, at most PROGRAM_ARGUMENTS_MAX; the first is the program's path */
    int input;      /* borrowed */
    int output;     /* borrowed; -1: none */
    int text;       /* its standard output; borrowed; -1: none */
    uint32_t cpu_seconds;            /* of all its threads; then the kernel ends it */
    uint64_t file_bytes;             /* the most it may write into one file */
    int64_t deadline_ms;             /* monotonic; then it is killed */
    const atomic_bool *is_cancelled; /* set by another thread: it is killed; may be NULL */
};

/**
 * Run it and wait for its end.
 *
 * helper_path  as media_options.helper_path
 *
 * Returns  ERR_VALIDATION  it failed, or was ended for what it used up
 *          ERR_TIMEOUT     the deadline passed
 *          ERR_BUSY        it was cancelled
 *          ERR_IO          it could not be started
 * Thread   any
 */
MUST_USE enum err media_program_run(const char *helper_path, const struct media_program *program);
