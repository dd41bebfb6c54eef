/* Instance entities: the server's own document in its two versions, and what stands beside it.
 *
 * Nothing in them is about a person.
 *
 * Spec: Mastodon API, entities Instance, V1::Instance.
 */
#pragma once

#include "base/ctx.h"
#include "model/instance_rule.h"
#include "service/view_instance.h"
#include "text/json_write.h"

/** What is said to clients that ask for a version: that of the API, and ours behind it. */
#define INSTANCE_API_VERSION "4.5.0 (compatible; Efface " EFFACE_VERSION ")"

/* What the documents say besides the settings. */
struct instance_facts {
    struct instance_totals totals;
    const struct instance_rule *rules;
    size_t rule_count;
    bool has_terms;
};

/** GET /api/v2/instance */
void entity_instance_render(struct ctx *ctx, struct json_writer *w,
                            const struct instance_facts *facts);

/** GET /api/v1/instance */
void entity_instance_v1_render(struct ctx *ctx, struct json_writer *w,
                               const struct instance_facts *facts);
