/* efface import: opens the archive as the person who runs the command. */
#pragma once

#include "cmd/cmd.h"

int cmd_import(struct cmd *cmd);
