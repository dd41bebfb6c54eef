/* Staff act. */
#include "model/staff_act.h"

/* clang-format off */
static const struct sv names[STAFF_ACT_KIND_COUNT] = {
    [STAFF_ACT_WARN] = SV_INIT("none"),
    [STAFF_ACT_SENSITIZE] = SV_INIT("sensitive"),
    [STAFF_ACT_DISABLE] = SV_INIT("disable"),
    [STAFF_ACT_SILENCE] = SV_INIT("silence"),
    [STAFF_ACT_SUSPEND] = SV_INIT("suspend"),
    [STAFF_ACT_UNSENSITIZE] = SV_INIT("unsensitive"),
    [STAFF_ACT_ENABLE] = SV_INIT("enable"),
    [STAFF_ACT_UNSILENCE] = SV_INIT("unsilence"),
    [STAFF_ACT_UNSUSPEND] = SV_INIT("unsuspend"),
    [STAFF_ACT_APPROVE] = SV_INIT("approve"),
    [STAFF_ACT_REJECT] = SV_INIT("reject"),
    [STAFF_ACT_ERASE] = SV_INIT("erase"),
    [STAFF_ACT_REPORT_TAKE] = SV_INIT("assign_to_self"),
    [STAFF_ACT_REPORT_LEAVE] = SV_INIT("unassign"),
    [STAFF_ACT_REPORT_CLOSE] = SV_INIT("resolve"),
    [STAFF_ACT_REPORT_REOPEN] = SV_INIT("reopen"),
    [STAFF_ACT_REPORT_SORT] = SV_INIT("categorize"),
    [STAFF_ACT_DOMAIN_SET] = SV_INIT("domain_set"),
    [STAFF_ACT_DOMAIN_DELETE] = SV_INIT("domain_delete"),
};

/* clang-format on */

struct sv staff_act_name(enum staff_act_kind kind)
{
    assert(kind < STAFF_ACT_KIND_COUNT);
    return names[kind];
}

bool staff_act_parse(struct sv name, enum staff_act_kind *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        enum staff_act_kind kind = (enum staff_act_kind)i;
        if (!staff_act_is_told(kind) || !sv_eq(names[i], name))
            continue;
        *out = kind;
        return true;
    }
    return false;
}
