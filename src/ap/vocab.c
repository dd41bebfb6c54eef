/* Vocabulary: the types we know, as a table. */
#include "ap/vocab.h"

struct type_row {
    struct sv name;
    enum ap_class class;
};

static const struct type_row rows[AP_TYPE_COUNT] = { [AP_UNKNOWN] = { SV_INIT(""), AP_CLASS_NONE },
#define AP_TYPE_ROW(name, wire, class) [AP_##name] = { SV_INIT(wire), AP_CLASS_##class },
                                                     AP_TYPES(AP_TYPE_ROW)
#undef AP_TYPE_ROW
};

struct sv ap_type_name(enum ap_type type)
{
    assert(type < AP_TYPE_COUNT);
    return rows[type].name;
}

enum ap_class ap_type_class(enum ap_type type)
{
    assert(type < AP_TYPE_COUNT);
    return rows[type].class;
}

/* What stands behind the last '#', or behind a prefix. */
static struct sv bare_name(struct sv name)
{
    size_t hash = sv_find_char(name, '#', 0);
    if (hash != SIZE_MAX)
        return sv_from_offset(name, hash + 1);
    size_t colon = sv_find_char(name, ':', 0);
    return colon == SIZE_MAX ? name : sv_from_offset(name, colon + 1);
}

enum ap_type ap_type_parse(struct sv name)
{
    struct sv bare = bare_name(name);
    for (size_t i = AP_UNKNOWN + 1; i < AP_TYPE_COUNT; i++)
        if (sv_eq(rows[i].name, bare))
            return (enum ap_type)i;
    return AP_UNKNOWN;
}

enum ap_type ap_type_of(struct json object)
{
    struct json type = json_get(object, SV("type"));
    if (json_is_none(type))
        type = json_get(object, SV("@type"));
    struct json_iter it = json_each_of(type);
    while (json_next(&it)) {
        enum ap_type known = ap_type_parse(json_str(it.value));
        if (known != AP_UNKNOWN)
            return known;
    }
    return AP_UNKNOWN;
}
