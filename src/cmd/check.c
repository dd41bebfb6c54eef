/* efface check. */
#include "cmd/check.h"

#include <stdio.h>

#include "app/app.h"
#include "service/check.h"

static void note(void *arg, bool is_fault, struct sv sentence)
{
    UNUSED(arg);
    (void)printf("%s: %" SV_FMT "\n", is_fault ? "fault" : "note", SV_ARG(sentence));
}

int cmd_check(struct cmd *cmd)
{
    struct app *app = NULL;
    int64_t faults = 0;
    enum err err = app_open_reading(&cmd->ctx, cmd->conf, SV(""), &app);
    if (err == ERR_OK) {
        app_setup(app, &cmd->ctx);
        struct check check = { .note = note };
        err = service_check(&cmd->ctx, &check, &faults);
        app_finish(app, &cmd->ctx);
    }
    app_close(app);
    if (err != ERR_OK)
        return cmd_fail(cmd, err);
    if (faults == 0)
        (void)printf("no fault found\n");
    else
        (void)printf("%lld %s\n", (long long)faults, faults == 1 ? "fault" : "faults");
    return faults > 0 ? 1 : 0;
}
