/* Context: the error slot. */
#include "base/ctx.h"

#include <stdarg.h>
#include <stdio.h>

enum err fail(struct ctx *ctx, enum err err, const char *fmt, ...)
{
    assert(err != ERR_OK);
    if (ctx->error.err == err)
        return err;
    ctx->error.err = err;
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(ctx->error.detail, sizeof ctx->error.detail, fmt, args);
    va_end(args);
    return err;
}
