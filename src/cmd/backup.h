/* efface backup and efface restore: two sets, data and keys. */
#pragma once

#include "cmd/cmd.h"

int cmd_backup(struct cmd *cmd);
int cmd_restore(struct cmd *cmd);
