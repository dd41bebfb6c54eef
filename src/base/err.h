/* Error codes: one enum for everything that can fail for outside reasons.
 *
 * The rows in err.def give each code its HTTP status, its retry class and the text the public may read. Details for
 * the log go into the ctx at the point of failure (fail() in base/ctx.h) and never reach a client.
 */
#pragma once

#include <stddef.h>

enum err {
    ERR_OK = 0,
#define ERR(name, status, retry, text) ERR_##name,
#include "base/err.def"
#undef ERR
    ERR_COUNT
};

enum err_retry {
    ERR_RETRY_FINAL,
    ERR_RETRY_RETRY,
    ERR_RETRY_BUG,
};

struct err_row {
    const char *name;        /* "ERR_NOT_FOUND" */
    int http_status;         /* 400 … 599; 200 for ERR_OK */
    enum err_retry retry;    /* what a job does about it */
    const char *public_text; /* English, for clients; "" for ERR_OK */
};

/**
 * The row of a code.
 *
 * err      any code below ERR_COUNT
 *
 * Returns  static row, never NULL
 */
const struct err_row *err_row(enum err err);
