/* efface erase. */
#include "cmd/erase.h"

#include <stdio.h>
#include <unistd.h>

#include "cmd/remote.h"

#define ANSWER_BYTES_MAX 512

/* The handle typed again: nothing brings it back. */
static bool is_confirmed(struct sv target)
{
    (void)fprintf(stderr,
                  "Erase %" SV_FMT " and everything of it? Nothing brings it back.\n"
                  "Type %" SV_FMT " again: ",
                  SV_ARG(target), SV_ARG(target));
    char answer[ANSWER_BYTES_MAX];
    if (fgets(answer, sizeof answer, stdin) == NULL)
        return false;
    return sv_eq(sv_trim(sv_from(answer)), target);
}

int cmd_erase(struct cmd *cmd)
{
    struct sv target = args_find(&cmd->args, SV("TARGET"));
    if (!args_has(&cmd->args, SV("--yes"))) {
        if (isatty(STDIN_FILENO) == 0)
            return cmd_problem(SV("erasing cannot be undone: say --yes"));
        if (!is_confirmed(target))
            return cmd_problem(SV("nothing was erased"));
    }
    return cmd_remote(cmd);
}
