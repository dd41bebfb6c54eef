/* efface serve */
#pragma once

#include "cmd/cmd.h"

int cmd_serve(struct cmd *cmd);
