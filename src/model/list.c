/* List. */
#include "model/list.h"

static const struct sv names[LIST_REPLIES_COUNT] = {
    [LIST_REPLIES_LIST] = SV_INIT("list"),
    [LIST_REPLIES_FOLLOWED] = SV_INIT("followed"),
    [LIST_REPLIES_NONE] = SV_INIT("none"),
};

struct sv list_replies_name(enum list_replies replies)
{
    return names[replies];
}

bool list_replies_parse(struct sv name, enum list_replies *out)
{
    for (int i = 0; i < LIST_REPLIES_COUNT; i++) {
        if (sv_eq(names[i], name)) {
            *out = (enum list_replies)i;
            return true;
        }
    }
    return false;
}
