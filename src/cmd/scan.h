/* efface scan: looks for words in everything that is there, and in everything a key still opens. */
#pragma once

#include "cmd/cmd.h"

/** Exit status 0: none found, 1: found, 2: it could not look. */
int cmd_scan(struct cmd *cmd);
