/* Commands that pass a file along. */
#include "cmd/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cmd/remote.h"

int cmd_file(struct cmd *cmd)
{
    const char *path = sv_cstr(cmd->ctx.arena, args_find(&cmd->args, SV("PATH")));
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cmd_problem(sv_printf(cmd->ctx.arena, "cannot open %s: %s", path, strerror(errno)));
    int status = cmd_remote_with(cmd, NULL, 0, &fd, 1);
    (void)close(fd);
    return status;
}
