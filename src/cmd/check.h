/* efface check: are settings, schema, files, keys and counters as they should be? */
#pragma once

#include "cmd/cmd.h"

/** Exit status 0: no fault, 1: faults, each a line. */
int cmd_check(struct cmd *cmd);
