/* Collections of accounts on pages. */
#pragma once

#include "api/keep.h"
#include "api/page.h"
#include "model/account.h"

/** Write those that an account shows on its profile, each with who is in it; nothing when there are none. */
MUST_USE enum err web_collections_of(struct page *p, const struct account *account,
                                     struct keep *keep);
