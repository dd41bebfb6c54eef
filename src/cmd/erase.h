/* efface erase: asks before it begins. */
#pragma once

#include "cmd/cmd.h"

int cmd_erase(struct cmd *cmd);
