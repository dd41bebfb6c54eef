/* efface backup and efface restore. */
#include "cmd/backup.h"

#include "base/clock.h"

#include "app/app.h"
#include "cmd/progress.h"
#include "conf/settings.h"
#include "service/backup.h"

static void show(void *arg, int64_t done, int64_t total)
{
    progress_show(arg, done, total);
}

/* Beside the serving process: a backup only reads. */
static enum err backup(struct cmd *cmd, const char *target, struct progress *progress)
{
    struct app *app = NULL;
    TRY(app_open_reading(&cmd->ctx, cmd->conf, SV(""), &app));
    app_setup(app, &cmd->ctx);
    enum err err = ERR_OK;
    const char *data = sv_cstr(cmd->ctx.arena, cmd->data_dir);
    const char *keys = sv_cstr(cmd->ctx.arena, conf_keys_dir(cmd->conf, cmd->ctx.arena));
    if (args_has(&cmd->args, SV("--keys")))
        err = service_backup_keys(&cmd->ctx, data, keys, target);
    else
        err = service_backup(&cmd->ctx, data, keys, target, show, progress);
    app_finish(app, &cmd->ctx);
    app_close(app);
    return err;
}

int cmd_backup(struct cmd *cmd)
{
    struct progress progress;
    progress_init(&progress);
    struct sv target = args_find(&cmd->args, SV("DIR"));
    enum err err = backup(cmd, sv_cstr(cmd->ctx.arena, target), &progress);
    progress_end(&progress);
    if (err != ERR_OK)
        return cmd_fail(cmd, err);
    bool is_keys = args_has(&cmd->args, SV("--keys"));
    return cmd_print(sv_printf(cmd->ctx.arena, "%s in %" SV_FMT ".\n",
                               is_keys ? "The keys and the journal of erasures are"
                                       : "Sealed data, without its keys, is",
                               SV_ARG(target)));
}

/* What was erased since the backup is erased again before anybody can connect. */
static enum err replay(struct cmd *cmd, struct progress *progress, int64_t *out_erased)
{
    struct app *app = NULL;
    TRY(app_open(&cmd->ctx, cmd->conf, &app));
    app_setup(app, &cmd->ctx);
    cmd->ctx.now_ms = clock_now_ms();
    enum err err = service_replay_erasures(&cmd->ctx, show, progress, out_erased);
    app_finish(app, &cmd->ctx);
    app_close(app);
    return err;
}

int cmd_restore(struct cmd *cmd)
{
    struct arena *a = cmd->ctx.arena;
    const char *set_a = sv_cstr(a, args_find(&cmd->args, SV("SET")));
    const char *set_b = sv_cstr(a, args_find(&cmd->args, SV("KEYS")));
    const char *keys = sv_printf(a, "%" SV_FMT ".keys", SV_ARG(cmd->data_dir)).ptr;
    struct conf conf;
    struct progress progress;
    int64_t erased = 0;
    enum err err = service_unpack_backup(&cmd->ctx, set_a, set_b, sv_cstr(a, cmd->data_dir), keys);
    if (err != ERR_OK)
        return cmd_fail(cmd, err);
    if (cmd_conf_read(cmd, &conf) != ERR_OK)
        return 1;
    cmd->conf = &conf;
    err = service_fill_store(&cmd->ctx, set_a, conf_sv(&conf, CONF_DATABASE_URL));
    if (err != ERR_OK)
        return cmd_fail(cmd, err);
    progress_init(&progress);
    err = replay(cmd, &progress, &erased);
    progress_end(&progress);
    if (err != ERR_OK)
        return cmd_fail(cmd, err);
    return cmd_print(sv_printf(a,
                               "Restored; %lld accounts, posts and pictures that had been erased "
                               "since were erased again.\n",
                               (long long)erased));
}
