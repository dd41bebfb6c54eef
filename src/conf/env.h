/* The process's environment: the only door to it. */
#pragma once

#include "base/sv.h"

/** All variables, for conf_load. Thread: the process never changes them. */
const char *const *conf_env_list(void);

/** One variable that is no setting (EFFACE_DATA, HOME, NO_COLOR); the absent view when it is not
 * set. */
struct sv conf_env_find(const char *name);
