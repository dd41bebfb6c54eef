/* Self-test of the cage: try what it must refuse. */
#pragma once

#include <stdbool.h>

#include "base/macros.h"
#include "base/sv.h"

/**
 * Try one forbidden thing, with the cage shut.
 *
 * name     "open", "socket", "connect", "exec", "fork", "write", "executable", "memory" or "spin"
 *
 * Returns  only when the cage did not kill the process: true when the thing was refused some other
 * way, false when it was done or the name is unknown
 */
MUST_USE bool cage_self_test(struct sv name);

/** True when there is a test of that name. */
MUST_USE bool cage_self_test_exists(struct sv name);
