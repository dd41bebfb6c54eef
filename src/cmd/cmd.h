/* Commands of the program: a table of usage lines, and main's one function. */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "cmd/args.h"

struct conf;

/* Everything a command may need. */
struct cmd {
    struct ctx ctx;
    const struct cmd_row *row;
    struct args args;
    struct sv data_dir;      /* --data, EFFACE_DATA or ./data */
    const struct conf *conf; /* NULL unless the row wants it */
};

enum cmd_wants {
    CMD_WANTS_NOTHING,
    CMD_WANTS_CONF, /* the merged settings of the data folder */
};

struct cmd_row {
    const char *usage;
    const char *doc;
    enum cmd_wants wants;
    /* Returns the process's exit status, or an error that is printed and gives 1 (cmd_fail's status). */
    int (*run)(struct cmd *cmd);
    int refused; /* exit status when it cannot begin, where 1 says something else; 0: 1 */
};

extern const struct cmd_row cmd_rows[];
extern const size_t cmd_row_count;

/** The whole program. Returns the exit status. */
int cmd_main(int argc, const char *const *argv);

/** Merge the settings of cmd->data_dir; every fault is printed, not just the first. */
MUST_USE enum err cmd_conf_read(struct cmd *cmd, struct conf *out);

/** Print "efface: SENTENCE" on standard error; returns 1. */
int cmd_problem(struct sv sentence);

/** Print an error with its detail; returns 1. */
int cmd_fail(const struct cmd *cmd, enum err err);

/** Print bytes on standard output; returns 0, or 1 when they cannot be written. */
int cmd_print(struct sv text);
