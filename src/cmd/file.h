/* Commands that pass a file along: it is opened as the person who runs the command. */
#pragma once

#include "cmd/cmd.h"

int cmd_file(struct cmd *cmd);
