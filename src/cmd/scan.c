/* efface scan. */
#include "cmd/scan.h"

#include <stdio.h>

#include "base/clock.h"

#include "app/app.h"
#include "cmd/progress.h"
#include "conf/settings.h"
#include "service/scan.h"

#define STATUS_FOUND 1

static void print_find(void *arg, const struct scan_find *find)
{
    UNUSED(arg);
    (void)printf("%" SV_FMT "\t%" SV_FMT "\t%s\n", SV_ARG(find->word), SV_ARG(find->place),
                 find->encoding);
}

static void print_progress(void *arg, int64_t done, int64_t total)
{
    progress_show(arg, done, total);
}

/* What a person should know beside the finds. */
static void print_rest(const struct scan_result *result)
{
    (void)fprintf(
        stderr,
        "efface: read %lld files and %lld values; %lld more are locked, their keys are gone\n",
        (long long)result->files, (long long)result->values, (long long)result->locked);
    if (result->has_cluster)
        (void)fprintf(
            stderr,
            "efface: the files of the database server are not here; scan them where they are\n");
}

int cmd_scan(struct cmd *cmd)
{
    struct app *app = NULL;
    struct progress progress;
    progress_init(&progress);
    struct sv keys = args_find(&cmd->args, SV("--keys"));
    enum err err = app_open_reading(&cmd->ctx, cmd->conf, keys, &app);
    struct scan_result result = { 0 };
    if (err == ERR_OK) {
        app_setup(app, &cmd->ctx);
        struct sv keys_dir = keys.len > 0 ? keys : conf_keys_dir(cmd->conf, cmd->ctx.arena);
        struct scan scan = {
            .data_dir = sv_cstr(cmd->ctx.arena, cmd->data_dir),
            .keys_dir = sv_cstr(cmd->ctx.arena, keys_dir),
            .words = cmd->args.rest,
            .word_count = cmd->args.rest_count,
            .found = print_find,
            .progress = print_progress,
            .arg = &progress,
        };
        err = service_scan(&cmd->ctx, &scan, &result);
        app_finish(app, &cmd->ctx);
    }
    app_close(app);
    progress_end(&progress);
    if (err != ERR_OK) {
        (void)cmd_fail(cmd, err);
        return SCAN_FAILED;
    }
    (void)fflush(stdout);
    print_rest(&result);
    return result.finds > 0 ? STATUS_FOUND : 0;
}
