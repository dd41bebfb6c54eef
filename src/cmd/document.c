/* efface document publish: the file is read here, for a serving instance may not see it. */
#include "cmd/document.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "cmd/remote.h"
#include "model/instance_document.h"
#include "text/utf8.h"

/* One byte more than is allowed, so that too much is refused and not cut. */
#define TEXT_BYTES_MAX (INSTANCE_DOCUMENT_MAX_BYTES + 1)

static bool file_read(struct arena *a, int fd, struct sv *out)
{
    char *bytes = arena_alloc(a, TEXT_BYTES_MAX);
    size_t len = 0;
    ssize_t got = 1;
    while (got > 0 && len < TEXT_BYTES_MAX) {
        got = read(fd, bytes + len, TEXT_BYTES_MAX - len);
        len += got > 0 ? (size_t)got : 0;
    }
    *out = sv_make(bytes, len);
    return got >= 0;
}

int cmd_document_publish(struct cmd *cmd)
{
    struct arena *a = cmd->ctx.arena;
    struct sv extra[1][2] = { { SV("text"), SV("") } };
    const char *path = sv_cstr(a, args_find(&cmd->args, SV("PATH")));
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool is_read = fd >= 0 && file_read(a, fd, &extra[0][1]);
    int fault = errno;
    if (fd >= 0)
        (void)close(fd);
    if (!is_read)
        return cmd_problem(sv_printf(a, "cannot read %s: %s", path, strerror(fault)));
    if (extra[0][1].len > INSTANCE_DOCUMENT_MAX_BYTES || !utf8_is_valid(extra[0][1]))
        return cmd_problem(sv_printf(a, "%s is no UTF-8 text of at most 64 KiB", path));
    return cmd_remote_with(cmd, (const struct sv(*)[2])extra, 1, NULL, 0);
}
