/* Admin::DomainBlock and Admin::DomainAllow entities. Nothing in them is about a person.
 *
 * Spec: Mastodon API, entities Admin::DomainBlock, Admin::DomainAllow.
 */
#pragma once

#include "base/ctx.h"
#include "model/domain_rule.h"
#include "text/json_write.h"

/** The client API's word for a severity that does not allow: "suspend", "silence" or "noop". */
struct sv entity_domain_severity_name(enum domain_severity severity);

/** A rule that does not allow. */
void entity_admin_domain_block_render(struct ctx *ctx, struct json_writer *w,
                                      const struct domain_rule *rule);

/** One that does. */
void entity_admin_domain_allow_render(struct ctx *ctx, struct json_writer *w,
                                      const struct domain_rule *rule);
