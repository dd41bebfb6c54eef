/* The control socket: requests become commands, answers become frames. */
#include "app/control.h"

#include "base/log.h"
#include "base/subject.h"

#include "app/app.h"
#include "app/command.h"
#include "app/parts.h"
#include "http/control.h"
#include "text/json_write.h"

#define COMMAND_ARENA_BYTES ((size_t)64 << 20)
#define ANSWER_MAX_BYTES ((size_t)1 << 20)

static void send_progress(void *arg, struct ctx *ctx, int64_t done, int64_t total)
{
    struct json_writer w;
    json_w_init(&w, ctx->arena, 256);
    json_w_object_begin(&w);
    json_w_key_i64(&w, SV("done"), SUBJECT_NONE, done);
    json_w_key_i64(&w, SV("total"), SUBJECT_NONE, total);
    json_w_object_end(&w);
    struct json_fragment fragment;
    /* A client that went away does not stop what it began. */
    if (json_w_finish(&w, &fragment) == ERR_OK &&
        control_progress(ctx, arg, fragment.bytes) != ERR_OK)
        log_debug("the client of a command went away");
}

static enum err control_run(struct ctx *ctx, struct control_call *control, struct sv *out_json)
{
    struct app_call call = {
        .request = control->request,
        .files = control->files,
        .file_count = control->file_count,
        .progress = send_progress,
        .arg = control,
    };
    struct sv text;
    TRY(app_command_run(ctx, &call, &text));
    struct json_writer w;
    json_w_init(&w, ctx->arena, ANSWER_MAX_BYTES);
    json_w_str(&w, SUBJECT_NONE, text);
    struct json_fragment fragment;
    TRY(json_w_finish(&w, &fragment));
    *out_json = fragment.bytes;
    return ERR_OK;
}

enum err app_control_start(struct ctx *ctx, struct app *app)
{
    struct control_row *rows = ARENA_ARRAY(&app->arena, struct control_row, app_command_count);
    for (size_t i = 0; i < app_command_count; i++)
        rows[i] = (struct control_row){ app_commands[i].name, control_run, "" };
    struct control_config config = {
        .path = app_control_path(&app->arena, app->conf->data_dir),
        .rows = rows,
        .row_count = app_command_count,
        .arg = app,
        .setup = app_setup,
        .finish = app_finish,
        .arena_max_bytes = COMMAND_ARENA_BYTES,
    };
    return control_server_start(ctx, &config, &app->control);
}
