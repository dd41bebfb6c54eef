/* Commands that print a table of the program: errors, jobs, manifest, routes, settings. */
#pragma once

#include "cmd/cmd.h"

int cmd_errors(struct cmd *cmd);
int cmd_jobs(struct cmd *cmd);
int cmd_manifest(struct cmd *cmd);
int cmd_routes(struct cmd *cmd);
int cmd_settings(struct cmd *cmd);
