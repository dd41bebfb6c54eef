/* Rules for other servers in the store. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/domain_rule.h"
#include "model/paging.h"

/**
 * The rule nearest to a host: its own, else that of the name above it, and so on.
 *
 * host     lower case; perhaps with :PORT, which a rule may have or not
 *
 * Returns  ERR_DB …
 * Cost     1 query
 */
MUST_USE enum err store_domain_rule_nearest(struct ctx *ctx, struct sv host, bool *out_found,
                                            struct domain_rule *out);

/** ERR_NOT_FOUND when there is none. */
MUST_USE enum err store_domain_rule_get(struct ctx *ctx, int64_t id, struct domain_rule *out);

/** A page, newest first, or oldest first when paging says so. */
MUST_USE enum err store_domain_rule_page(struct ctx *ctx, const struct paging *paging,
                                         struct domain_rule **out, size_t *out_count);

/**
 * Rules in the order of names.
 *
 * after    the last domain of the page before; "" at first
 * count    1 … 5000
 */
MUST_USE enum err store_domain_rule_list(struct ctx *ctx, struct sv after, int64_t count,
                                         struct domain_rule **out, size_t *out_count);

/** A page of those that allow, or of all others. */
MUST_USE enum err store_domain_rule_page_of(struct ctx *ctx, bool allows,
                                            const struct paging *paging, struct domain_rule **out,
                                            size_t *out_count);

/** The rule of exactly this domain. */
MUST_USE enum err store_domain_rule_find(struct ctx *ctx, struct sv domain, bool *out_found,
                                         struct domain_rule *out);

/** Inside db_write: what it refuses besides, and what is public about it. */
MUST_USE enum err store_domain_rule_set_more(struct ctx *ctx, const struct domain_rule *rule);

/** Inside db_write: make a rule, or change the one of this domain, whose id stays. */
MUST_USE enum err store_domain_rule_upsert(struct ctx *ctx, const struct domain_rule *rule,
                                           int64_t *out_id);

/** Inside db_write. */
MUST_USE enum err store_domain_rule_delete(struct ctx *ctx, int64_t id);
