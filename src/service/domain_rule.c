/* Domain rules. */
#include "service/domain_rule.h"

#include "store/domain_rule.h"

enum err service_domain_is_blocked(struct ctx *ctx, struct sv host, bool *out)
{
    struct domain_rule rule;
    bool is_found = false;
    if (host.len > 0)
        TRY(store_domain_rule_nearest(ctx, host, &is_found, &rule));
    *out = is_found && rule.severity == DOMAIN_BLOCK;
    return ERR_OK;
}
