/* Reports: the names of their categories. */
#include "model/report.h"

static const struct sv names[REPORT_CATEGORY_COUNT] = {
    [REPORT_OTHER] = SV_INIT("other"),
    [REPORT_SPAM] = SV_INIT("spam"),
    [REPORT_VIOLATION] = SV_INIT("violation"),
    [REPORT_LEGAL] = SV_INIT("legal"),
};

struct sv report_category_name(enum report_category category)
{
    assert(category < REPORT_CATEGORY_COUNT);
    return names[category];
}

bool report_category_parse(struct sv name, enum report_category *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (!sv_eq(name, names[i]))
            continue;
        *out = (enum report_category)i;
        return true;
    }
    return false;
}
