/* What stands beside home. */
#pragma once

#include "api/page.h"

#define WEB_CONVERSATIONS SV("/conversations")

/** Links to home and the lists beside it. here: the path of the page */
void web_home_tabs(struct page *p, struct sv here);
