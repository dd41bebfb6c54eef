/* Instance documents: their names. */
#include "model/instance_document.h"

static const struct sv names[INSTANCE_DOCUMENT_KIND_COUNT] = {
    [INSTANCE_DOCUMENT_DESCRIPTION] = SV_INIT("description"),
    [INSTANCE_DOCUMENT_PRIVACY] = SV_INIT("privacy"),
    [INSTANCE_DOCUMENT_TERMS] = SV_INIT("terms"),
};

struct sv instance_document_name(enum instance_document_kind kind)
{
    assert(kind < INSTANCE_DOCUMENT_KIND_COUNT);
    return names[kind];
}

bool instance_document_parse(struct sv name, enum instance_document_kind *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (!sv_eq(name, names[i]))
            continue;
        *out = (enum instance_document_kind)i;
        return true;
    }
    return false;
}
