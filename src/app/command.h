/* Commands on an instance: the same functions whether they come over the control socket of a serving instance or run in the
 * command's own process. A request is a JSON object, an answer is text for the person at the terminal.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"
#include "model/account.h"
#include "text/json.h"

struct app_call {
    struct json request; /* "command" and what the usage line names, in lower case with '_' */
    const int *files;    /* descriptors passed along */
    size_t file_count;
    void (*progress)(void *arg, struct ctx *ctx, int64_t done, int64_t total); /* never NULL */
    void *arg;
};

/**
 * Run one command as the operator.
 *
 * out_text  for standard output, whole lines; may be empty
 *
 * Returns   any error; ctx->error.detail is a sentence for the operator
 */
typedef enum err app_command_fn(struct ctx *ctx, struct app_call *call, struct sv *out_text);

struct app_command {
    const char *name; /* "user new" */
    app_command_fn *run;
};

extern const struct app_command app_commands[];
extern const size_t app_command_count;

/**
 * Run the command that request.command names.
 *
 * Returns  ERR_BAD_PARAM  there is no such command
 */
MUST_USE enum err app_command_run(struct ctx *ctx, struct app_call *call, struct sv *out_text);

/** Member of the request as text; the absent view when it is not there. */
struct sv app_call_find(const struct app_call *call, struct sv name);

/**
 * The account of a handle.
 *
 * handle   without '@', in any case
 * domain   empty for local accounts, else lower case
 *
 * Returns  ERR_NOT_FOUND  "there is no @x here"; one that is being erased is not here either
 */
MUST_USE enum err app_call_account(struct ctx *ctx, struct sv handle, struct sv domain,
                                   struct account *out);
