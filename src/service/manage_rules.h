/* Manage the rules of the instance: everybody reads them, administrators write them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/instance_rule.h"

/** The rules, by age. ERR_DB … Cost: 1 query. */
MUST_USE enum err service_list_rules(struct ctx *ctx, struct instance_rule **out,
                                     size_t *out_count);

/**
 * Add a rule.
 *
 * text, hint  untrusted; the hint may be empty
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN  the viewer is no administrator
 *          ERR_VALIDATION  no text, one of them too long, or there are INSTANCE_RULES_MAX already
 */
MUST_USE enum err service_add_rule(struct ctx *ctx, struct sv text, struct sv hint,
                                   struct instance_rule *out);

/** Write a rule anew; who named it in a report named it as it is now. ERR_NOT_FOUND besides. */
MUST_USE enum err service_edit_rule(struct ctx *ctx, int64_t id, struct sv text, struct sv hint);

/** Take a rule away. ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, ERR_NOT_FOUND. */
MUST_USE enum err service_delete_rule(struct ctx *ctx, int64_t id);
