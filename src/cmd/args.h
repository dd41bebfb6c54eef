/* Arguments: a command's usage line is also its parser.
 *
 *     user new NAME --email ADDR [--role ROLE] [--password-stdin]
 *
 * Lower-case words name the command, upper-case ones are arguments, `--option VALUE` takes a value, `--flag` none; what
 * stands in brackets may be missing; WORD… takes one or more. The options every command has (--data, --set) may stand
 * anywhere and are taken out first.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

#define ARGS_MAX 32
#define ARGS_REST_MAX 256

struct arg {
    struct sv name; /* "NAME", "--email", "--password-stdin" */
    struct sv value;
    bool is_flag;
};

struct args {
    struct arg items[ARGS_MAX];
    size_t count;
    struct sv rest[ARGS_REST_MAX]; /* what stands at WORD…; the first is among the items */
    size_t rest_count;
    struct sv data_dir;       /* --data; absent when not given */
    struct sv sets[ARGS_MAX]; /* --set NAME=VALUE */
    size_t set_count;
    bool wants_help;
};

/**
 * Take --data DIR and --set NAME=VALUE out, up to a lone "--".
 *
 * argv         what is left is moved together
 * argc         its count, updated
 * out          emptied, then data_dir and sets filled
 * out_problem  as args_parse
 *
 * Returns  ERR_BAD_PARAM  a value is missing, or more than ARGS_MAX settings
 */
MUST_USE enum err args_take_common(struct arena *a, const char **argv, size_t *argc,
                                   struct args *out, struct sv *out_problem);

/** How many words of argv the usage's own words take, 0 when they do not match. */
size_t args_match(struct sv usage, const char *const *argv, size_t argc);

/**
 * Read the arguments behind the command's words.
 *
 * out          views into argv are added
 * out_problem  a sentence for the person, in the arena; with ERR_BAD_PARAM
 *
 * Returns  ERR_BAD_PARAM  something is missing, unknown or too much
 */
MUST_USE enum err args_parse(struct arena *a, struct sv usage, const char *const *argv, size_t argc,
                             struct args *out, struct sv *out_problem);

/** Value of an argument or option; the absent view when it was not given. */
struct sv args_find(const struct args *args, struct sv name);

/** Was the flag given? */
bool args_has(const struct args *args, struct sv flag);
