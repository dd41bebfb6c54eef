/* The links of a status, as what is shown of it has them: what a preview could be made of. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/macros.h"
#include "base/sv.h"
#include "text/html_token.h"
#include "text/url.h"

struct html_links {
    struct html_scanner scanner;
};

/** Begin with some markup; untrusted, borrowed. */
static inline struct html_links html_links_of(struct sv html)
{
    return (struct html_links){ { html, 0 } };
}

/**
 * The next link to a page: none to a person or a hashtag, which their classes and rel=tag name, and no address that is none.
 *
 * out      in the arena
 *
 * Returns  false at the end
 */
MUST_USE bool html_links_next(struct html_links *links, struct arena *a, struct url *out);
