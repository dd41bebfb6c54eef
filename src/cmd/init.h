/* efface init */
#pragma once

#include "cmd/cmd.h"

int cmd_init(struct cmd *cmd);
