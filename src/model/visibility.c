/* Visibility of a status. */
#include "model/visibility.h"

static const struct sv names[] = {
    [VISIBILITY_PUBLIC] = SV_INIT("public"),
    [VISIBILITY_UNLISTED] = SV_INIT("unlisted"),
    [VISIBILITY_PRIVATE] = SV_INIT("private"),
    [VISIBILITY_DIRECT] = SV_INIT("direct"),
};

struct sv visibility_name(enum visibility v)
{
    assert((size_t)v < ARRAY_COUNT(names));
    return names[v];
}

bool visibility_parse(struct sv name, enum visibility *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (!sv_eq(name, names[i]))
            continue;
        *out = (enum visibility)i;
        return true;
    }
    return false;
}

bool visibility_allows(const struct visibility_facts *f)
{
    if (f->author_is_gone)
        return false;
    if (f->is_author)
        return true;
    if (f->author_blocks)
        return false;
    switch (f->visibility) {
    case VISIBILITY_PUBLIC:
    case VISIBILITY_UNLISTED:
        return true;
    case VISIBILITY_PRIVATE:
        return f->follows_author || f->is_mentioned;
    case VISIBILITY_DIRECT:
        return f->is_mentioned;
    }
    return false;
}

bool visibility_allows_reblog(enum visibility v, bool is_author)
{
    return v == VISIBILITY_PUBLIC || v == VISIBILITY_UNLISTED ||
           (v == VISIBILITY_PRIVATE && is_author);
}
