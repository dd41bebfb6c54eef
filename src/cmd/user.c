/* efface user new, efface user password. */
#include "cmd/user.h"

#include <stdio.h>
#include <unistd.h>

#include "cmd/remote.h"
#include "crypto/random.h"
#include "crypto/secret.h"

#define PASSWORD_BYTES_MAX 1024
#define MADE_PASSWORD_BYTES 18

/* One line of standard input, without its end. */
static bool read_line(struct arena *a, struct sv *out)
{
    char *line = arena_alloc(a, PASSWORD_BYTES_MAX);
    size_t len = 0;
    while (len < PASSWORD_BYTES_MAX && read(STDIN_FILENO, line + len, 1) == 1 && line[len] != '\n')
        len++;
    if (len > 0 && line[len - 1] == '\r')
        len--;
    *out = sv_make(line, len);
    return len > 0 && len < PASSWORD_BYTES_MAX;
}

int cmd_user_with_password(struct cmd *cmd)
{
    struct sv extra[1][2] = { { SV("password"), SV("") } };
    bool is_given = args_has(&cmd->args, SV("--password-stdin"));
    if (is_given && !read_line(cmd->ctx.arena, &extra[0][1]))
        return cmd_problem(SV("no password on standard input"));
    if (!is_given) {
        if (crypto_init() != ERR_OK)
            return cmd_problem(SV("the system gives no randomness"));
        extra[0][1] = crypto_random_token(cmd->ctx.arena, MADE_PASSWORD_BYTES);
    }
    int status = cmd_remote_with(cmd, (const struct sv(*)[2])extra, 1, NULL, 0);
    if (status == 0 && !is_given)
        status =
            cmd_print(sv_printf(cmd->ctx.arena, "password: %" SV_FMT "\n", SV_ARG(extra[0][1])));
    return status;
}
