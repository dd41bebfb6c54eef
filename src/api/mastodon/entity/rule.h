/* Rule entity.
 *
 * Spec: Mastodon API, entity Rule.
 */
#pragma once

#include <stddef.h>

#include "model/instance_rule.h"
#include "text/json_write.h"

/** Rules, under a key of the open object. Nothing in them is about a person. */
void entity_key_rules(struct json_writer *w, struct sv key, const struct instance_rule *rules,
                      size_t count);

/** The same as a value. */
void entity_rules_render(struct json_writer *w, const struct instance_rule *rules, size_t count);
