/* efface init */
#include "cmd/init.h"

#include "app/app.h"
#include "conf/env.h"
#include "conf/load.h"

/* --domain and --database are settings like any other. */
static enum err conf_make(struct cmd *cmd, struct conf *out)
{
    struct arena *a = cmd->ctx.arena;
    struct conf_input in = { .data_dir = cmd->data_dir, .variables = conf_env_list() };
    struct sv *sets = ARENA_ARRAY(a, struct sv, cmd->args.set_count + 2);
    for (size_t i = 0; i < cmd->args.set_count; i++)
        sets[in.set_count++] = cmd->args.sets[i];
    sets[in.set_count++] =
        sv_printf(a, "server.domain=%" SV_FMT, SV_ARG(args_find(&cmd->args, SV("--domain"))));
    struct sv database = args_find(&cmd->args, SV("--database"));
    if (database.len > 0)
        sets[in.set_count++] = sv_printf(a, "database.url=%" SV_FMT, SV_ARG(database));
    in.sets = sets;
    struct conf_report report = { 0 };
    enum err err = conf_load(a, &in, out, &report);
    for (size_t i = 0; i < report.problems.count; i++)
        (void)cmd_problem(report.problems.items[i]);
    return err;
}

int cmd_init(struct cmd *cmd)
{
    struct conf conf;
    if (conf_make(cmd, &conf) != ERR_OK)
        return 1;
    enum err err = app_init(&cmd->ctx, &conf);
    if (err != ERR_OK)
        return cmd_fail(cmd, err);
    struct sv keys = conf_keys_dir(&conf, cmd->ctx.arena);
    return cmd_print(sv_printf(
        cmd->ctx.arena,
        "Made %" SV_FMT " for %" SV_FMT ", and its keys in %" SV_FMT ".\n"
        "Without the keys folder nothing in the data folder can be read: keep a copy of it apart,\n"
        "and never in the same backup (`efface backup --keys DIR`).\n",
        SV_ARG(conf.data_dir), SV_ARG(conf_sv(&conf, CONF_SERVER_DOMAIN)), SV_ARG(keys)));
}
