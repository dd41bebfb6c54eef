/* Relationship entity.
 *
 * Spec: Mastodon API, entity Relationship.
 */
#pragma once

#include "base/ctx.h"
#include "model/relationship.h"
#include "text/json_write.h"

/** What stands between the viewer and an account; about that account, CLASS_RELATIONS. */
void entity_relationship_render(struct ctx *ctx, struct json_writer *w,
                                const struct relationship *relationship);
