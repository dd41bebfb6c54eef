/* Commands that a running instance carries out: sent over its control socket, or run here when none is running. */
#pragma once

#include "cmd/cmd.h"

/** Make a JSON request of the arguments and run it; prints the answer. Returns the exit status. */
int cmd_remote(struct cmd *cmd);

/**
 * The same with more in the request.
 *
 * extra    pairs of names and values
 * files    descriptors to pass along
 */
int cmd_remote_with(struct cmd *cmd, const struct sv (*extra)[2], size_t extra_count,
                    const int *files, size_t file_count);
