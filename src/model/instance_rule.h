/* Instance rule: one sentence of what is asked of everybody on this server. */
#pragma once

#include <stdint.h>

#include "base/sv.h"

#define INSTANCE_RULES_MAX 50
#define INSTANCE_RULE_TEXT_MAX_CHARS 300
#define INSTANCE_RULE_HINT_MAX_CHARS 1000

struct instance_rule {
    int64_t id;
    struct sv text;
    struct sv hint; /* more about it; may be empty */
};
