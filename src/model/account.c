/* Account: its pure rules. */
#include "model/account.h"

static const struct sv types[] = {
    [ACCOUNT_PERSON] = SV_INIT("Person"),   [ACCOUNT_PAGE] = SV_INIT("Organization"),
    [ACCOUNT_SERVICE] = SV_INIT("Service"), [ACCOUNT_APPLICATION] = SV_INIT("Application"),
    [ACCOUNT_GROUP] = SV_INIT("Group"),
};

struct sv account_acct(struct arena *a, const struct account *account)
{
    if (account_is_local(account))
        return account->username;
    return sv_printf(a, "%" SV_FMT "@%" SV_FMT, SV_ARG(account->username), SV_ARG(account->domain));
}

struct sv account_kind_type(enum account_kind kind)
{
    assert((size_t)kind < ARRAY_COUNT(types));
    return types[kind];
}

bool account_kind_parse(struct sv type, enum account_kind *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(types); i++) {
        if (!sv_eq(type, types[i]))
            continue;
        *out = (enum account_kind)i;
        return true;
    }
    return false;
}
