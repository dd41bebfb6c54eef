/* efface scan: looks for words in everything that is there, and in everything a key still opens. */
#pragma once

#include "cmd/cmd.h"

/* Exit status when it could not look, or not begin. */
#define SCAN_FAILED 2

/** Exit status 0: none found, 1: found, SCAN_FAILED. */
int cmd_scan(struct cmd *cmd);
