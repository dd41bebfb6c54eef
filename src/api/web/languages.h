/* Languages a person may say their status is in: common ones, by their own names. */
#pragma once

#include <stddef.h>

#include "base/sv.h"

struct web_language {
    struct sv tag; /* BCP 47 */
    struct sv name;
};

extern const struct web_language web_languages[];
extern const size_t web_language_count;
