/* The cage: everything the helper gives up before it sees a byte of a stranger's picture. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"

/* What a foreign program may use up. */
struct cage_bounds {
    uint32_t cpu_seconds;
    uint64_t file_bytes; /* of what it writes */
};

/**
 * The part to enter before any thread runs: no core dumps, resource limits, unprivileged user, no
 * new privileges, and no file system where the kernel has Landlock.
 *
 * out_landlock_abi   0 when the kernel has none
 *
 * Returns  false when a step that every kernel has failed; then the helper must end
 */
MUST_USE bool cage_enter_limits(uint32_t *out_landlock_abi);

/**
 * The part to enter last, on all threads: only the system calls that decoding from memory to memory
 * needs. Any other kills the process.
 *
 * Returns  false when the filter could not be loaded; then the helper must end
 */
MUST_USE bool cage_enter_filter(void);

/**
 * The cage of a program that is not ours: the limits of above with its own bounds, files only below /usr and only to read
 * and run, no network, no other process, nothing that is both writable and executable. What it asks for besides is refused, and
 * does not kill it: it asks for more than it needs. From then on only cage_run_program() can start something, and once.
 *
 * Returns  false when a step failed; then the helper must end
 */
MUST_USE bool cage_enter_program(const struct cage_bounds *bounds);

/**
 * Become a program, inside.
 *
 * file     its open file, CAGE_PROGRAM_FILE, which closes by it
 *
 * Returns  only when that failed
 */
void cage_run_program(char *const argv[]);

/* The one descriptor that may be run. */
#define CAGE_PROGRAM_FILE 9
