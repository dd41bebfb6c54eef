/* The form to write a status with; on its own page, on home and below what is answered. */
#pragma once

#include "api/page.h"
#include "service/view_status.h"

/**
 * Write it for a new status; what was typed before is there again when the request brings it.
 *
 * is_small  everything but the text is folded away
 */
void web_compose_form(struct page *p, bool is_small);

/** Write it for an answer. Returns ERR_DB …. */
MUST_USE enum err web_reply_form(struct page *p, const struct status_view *to);
