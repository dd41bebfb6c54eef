/* The process's environment. */
#include "conf/env.h"

#include <unistd.h>

const char *const *conf_env_list(void)
{
    return (const char *const *)environ;
}

struct sv conf_env_find(const char *name)
{
    /* The parentheses pass by base/banned.h: this is the one place that may. */
    return sv_from((getenv)(name));
}
