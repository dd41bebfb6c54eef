/* Error codes: the table behind err.def. */
#include "base/err.h"

#include <assert.h>

static const struct err_row rows[ERR_COUNT] = {
    [ERR_OK] = { "ERR_OK", 200, ERR_RETRY_FINAL, "" },
#define ERR(name, status, retry, text)                                                             \
    [ERR_##name] = { "ERR_" #name, status, ERR_RETRY_##retry, text },
#include "base/err.def"
#undef ERR
};

const struct err_row *err_row(enum err err)
{
    assert(err < ERR_COUNT);
    return &rows[err];
}
