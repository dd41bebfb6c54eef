/* Languages a person may say their status is in: common ones, by their own names and in English. */
#pragma once

#include <stddef.h>

#include "base/sv.h"

struct api_language_row {
    struct sv tag;     /* BCP 47 */
    struct sv name;    /* its own */
    struct sv english; /* for lists that apps show */
};

extern const struct api_language_row api_language_rows[];
extern const size_t api_language_row_count;
