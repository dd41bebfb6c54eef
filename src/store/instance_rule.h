/* The rules of the instance in the store. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/instance_rule.h"

/** All of them, by age; at most INSTANCE_RULES_MAX. ERR_DB … Cost: 1 query. */
MUST_USE enum err store_instance_rule_list(struct ctx *ctx, struct instance_rule **out,
                                           size_t *out_count);

/** Inside db_write. */
MUST_USE enum err store_instance_rule_insert(struct ctx *ctx, const struct instance_rule *rule);

/** Inside db_write. ERR_NOT_FOUND. */
MUST_USE enum err store_instance_rule_update(struct ctx *ctx, const struct instance_rule *rule);

/** Inside db_write. ERR_NOT_FOUND. */
MUST_USE enum err store_instance_rule_delete(struct ctx *ctx, int64_t id);
