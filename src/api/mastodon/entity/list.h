/* List entity.
 *
 * Spec: Mastodon API, entity List.
 */
#pragma once

#include "model/list.h"
#include "text/json_write.h"

/** A list, which is its owner's business. */
void entity_list_render(struct json_writer *w, const struct list *list);
