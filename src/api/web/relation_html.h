/* What the viewer can do about another account, as buttons. */
#pragma once

#include "api/page.h"
#include "model/account.h"
#include "model/relationship.h"

/**
 * Follow, mute, block, report, and how things stand; for one's own account a link to the settings.
 *
 * relation  of the viewer to it; NULL writes nothing for others
 */
void web_relation_buttons(struct page *p, const struct account *account,
                          const struct relationship *relation);
