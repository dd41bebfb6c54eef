/* efface serve */
#include "cmd/serve.h"

#include "base/log.h"

#include "app/app.h"

int cmd_serve(struct cmd *cmd)
{
    struct app *app = NULL;
    app_hold_stop();
    enum err err = app_open(&cmd->ctx, cmd->conf, &app);
    if (err == ERR_OK)
        err = app_serve(&cmd->ctx, app);
    app_close(app);
    return err == ERR_OK ? 0 : cmd_fail(cmd, err);
}
