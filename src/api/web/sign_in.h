/* The sign-in form, for its own page and for pages that want somebody signed in. */
#pragma once

#include "api/page.h"

/**
 * Write it.
 *
 * return_to  where it leads afterwards; untrusted, may be absent
 */
void web_sign_in_form(struct page *p, struct sv return_to);
