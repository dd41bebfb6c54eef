/* Domain rules: their names. */
#include "model/domain_rule.h"

static const struct sv names[DOMAIN_SEVERITY_COUNT] = {
    [DOMAIN_BLOCK] = SV_INIT("block"),
    [DOMAIN_SILENCE] = SV_INIT("silence"),
    [DOMAIN_ALLOW] = SV_INIT("allow"),
    [DOMAIN_NOOP] = SV_INIT("noop"),
};

struct sv domain_severity_name(enum domain_severity severity)
{
    assert(severity < DOMAIN_SEVERITY_COUNT);
    return names[severity];
}

bool domain_severity_parse(struct sv name, enum domain_severity *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (!sv_eq(name, names[i]))
            continue;
        *out = (enum domain_severity)i;
        return true;
    }
    return false;
}
