/* The cage: everything the helper gives up before it sees a byte of a stranger's picture. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"

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
