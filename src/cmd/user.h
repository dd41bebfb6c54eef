/* efface user new, efface user password: the password comes from standard input or is made. */
#pragma once

#include "cmd/cmd.h"

int cmd_user_with_password(struct cmd *cmd);
