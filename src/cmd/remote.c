/* Commands for an instance, running or not. */
#include "cmd/remote.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/subject.h"

#include "app/app.h"
#include "app/command.h"
#include "cmd/progress.h"
#include "http/control.h"
#include "text/json_write.h"

#define REQUEST_MAX_BYTES ((size_t)256 << 10)

/* "--password-stdin" → "password_stdin", "NAME" → "name". */
static struct sv member_name(struct arena *a, struct sv name)
{
    while (name.len > 0 && name.ptr[0] == '-')
        name = sv_from_offset(name, 1);
    char *copy = sv_cstr(a, sv_lower(a, name));
    for (size_t i = 0; i < name.len; i++)
        if (copy[i] == '-')
            copy[i] = '_';
    return sv_make(copy, name.len);
}

/* The lower-case words at the beginning of the usage. */
static struct sv command_words(struct sv usage)
{
    size_t end = 0;
    while (end < usage.len &&
           (usage.ptr[end] == ' ' || (usage.ptr[end] >= 'a' && usage.ptr[end] <= 'z')))
        end++;
    return sv_trim(sv_sub(usage, 0, end));
}

static enum err request_write(struct cmd *cmd, const struct sv (*extra)[2], size_t extra_count,
                              struct sv *out)
{
    struct arena *a = cmd->ctx.arena;
    struct json_writer w;
    json_w_init(&w, a, REQUEST_MAX_BYTES);
    json_w_object_begin(&w);
    json_w_key_str(&w, SV("command"), SUBJECT_NONE, command_words(sv_from(cmd->row->usage)));
    for (size_t i = 0; i < cmd->args.count; i++)
        json_w_key_str(&w, member_name(a, cmd->args.items[i].name), SUBJECT_NONE,
                       cmd->args.items[i].value);
    for (size_t i = 0; i < extra_count; i++)
        json_w_key_str(&w, extra[i][0], SUBJECT_NONE, extra[i][1]);
    json_w_object_end(&w);
    struct json_fragment fragment;
    TRY(json_w_finish(&w, &fragment));
    *out = fragment.bytes;
    return ERR_OK;
}

static void show(void *arg, struct ctx *ctx, int64_t done, int64_t total)
{
    UNUSED(ctx);
    progress_show(arg, done, total);
}

static enum err run_here(struct cmd *cmd, struct sv request, const int *files, size_t file_count,
                         struct progress *progress, struct sv *out_text)
{
    struct app *app = NULL;
    struct app_call call = {
        .files = files, .file_count = file_count, .progress = show, .arg = progress
    };
    TRY(json_parse(cmd->ctx.arena, request, &json_limits_strict, &call.request, NULL));
    TRY(app_open(&cmd->ctx, cmd->conf, &app));
    app_setup(app, &cmd->ctx);
    cmd->ctx.now_ms = clock_now_ms();
    enum err err = app_command_run(&cmd->ctx, &call, out_text);
    app_finish(app, &cmd->ctx);
    app_close(app);
    return err;
}

/* Progress frames until the last answer. */
static enum err wait_answer(struct cmd *cmd, struct control_client *client,
                            struct progress *progress, struct sv *out_text)
{
    for (;;) {
        struct control_frame frame;
        TRY(control_client_next(&cmd->ctx, client, &frame));
        struct json json;
        TRY(json_parse(cmd->ctx.arena, frame.json, &json_limits_default, &json, NULL));
        if (frame.kind == CONTROL_RESULT) {
            *out_text = json_str(json);
            return ERR_OK;
        }
        if (frame.kind == CONTROL_ERROR) {
            struct sv detail = json_get_str(json, SV("detail"));
            if (detail.len == 0)
                detail = json_get_str(json, SV("error"));
            return fail(&cmd->ctx, ERR_BAD_REQUEST, "%" SV_FMT, SV_ARG(detail));
        }
        int64_t done = 0;
        int64_t total = 0;
        if (json_i64(json_get(json, SV("done")), &done) &&
            json_i64(json_get(json, SV("total")), &total))
            progress_show(progress, done, total);
    }
}

static enum err run_there(struct cmd *cmd, struct control_client *client, struct sv request,
                          const int *files, size_t file_count, struct progress *progress,
                          struct sv *out_text)
{
    TRY(control_client_send(&cmd->ctx, client, request, files, file_count));
    return wait_answer(cmd, client, progress, out_text);
}

int cmd_remote_with(struct cmd *cmd, const struct sv (*extra)[2], size_t extra_count,
                    const int *files, size_t file_count)
{
    struct sv request;
    struct sv text = SV("");
    struct progress progress;
    progress_init(&progress);
    enum err err = request_write(cmd, extra, extra_count, &request);
    if (err != ERR_OK)
        return cmd_fail(cmd, err);
    struct control_client *client = NULL;
    const char *path = app_control_path(cmd->ctx.arena, cmd->data_dir);
    err = control_client_connect(&cmd->ctx, path, &client);
    if (err == ERR_OK)
        err = run_there(cmd, client, request, files, file_count, &progress, &text);
    else if (err == ERR_NOT_FOUND) {
        cmd->ctx.error.err = ERR_OK;
        err = run_here(cmd, request, files, file_count, &progress, &text);
    }
    control_client_close(client);
    progress_end(&progress);
    return err == ERR_OK ? cmd_print(text) : cmd_fail(cmd, err);
}

int cmd_remote(struct cmd *cmd)
{
    return cmd_remote_with(cmd, NULL, 0, NULL, 0);
}
