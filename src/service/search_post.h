/* A status as a search finds it: its words, and what else it can be found by.
 *
 * The index is filled with this, and what the index names is looked at with it again: an index that is behind shows nothing
 * that does not fit any more. Alternative texts of pictures are not in it: a picture may be erased without its status.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "model/account.h"
#include "model/status.h"
#include "store/search_index.h"

/** May it be searched? Public, no reblog, of an author who lets it and is not being erased. */
bool search_post_is_open(const struct account *author, const struct status *status);

/** What the index has of it; in the arena. */
void search_post_make(struct arena *a, const struct status *status, struct search_post *out);

/** Do all terms fit? */
bool search_post_fits(const struct search_post *post, const struct search_term *terms,
                      size_t count);

/* The facets of an account's statuses, of a hashtag, a language, and of what stands behind `has:` and `is:`. A value that is no
 * word gives one that nothing has. In the arena. */
struct sv search_facet_of_account(struct arena *a, struct account_id owner);
struct sv search_facet_of_tag(struct arena *a, struct sv normalized);
struct sv search_facet_of_language(struct arena *a, struct sv language);
struct sv search_facet_has(struct arena *a, struct sv value);
struct sv search_facet_is(struct arena *a, struct sv value);

/** The facet that every status has. */
struct sv search_facet_any(void);
