/* efface document publish. */
#pragma once

#include "cmd/cmd.h"

int cmd_document_publish(struct cmd *cmd);
