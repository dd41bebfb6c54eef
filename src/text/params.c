/* Parameters of a request. */
#include "text/params.h"

#include "base/num.h"

#include "text/utf8.h"

void params_init(struct params *p, struct arena *a, size_t max_count)
{
    *p = (struct params){ .arena = a, .max_count = max_count };
}

enum err params_add(struct params *p, struct sv name, struct sv value)
{
    if (!utf8_is_valid(name) || !utf8_is_valid(value) || sv_find_char(name, '\0', 0) != SIZE_MAX ||
        sv_find_char(value, '\0', 0) != SIZE_MAX)
        return ERR_BAD_REQUEST;
    if (p->list.count >= p->max_count || name.len > PARAMS_NAME_MAX_BYTES)
        return ERR_LIMIT;
    /* An empty value is there: its pointer says so. */
    if (value.ptr == NULL)
        value = SV("");
    *VEC_PUSH(p->arena, &p->list) = (struct param){ name, value };
    return ERR_OK;
}

struct sv params_find(const struct params *p, struct sv name)
{
    for (size_t i = p->list.count; i > 0; i--) {
        if (sv_eq(p->list.items[i - 1].name, name))
            return p->list.items[i - 1].value;
    }
    return (struct sv){ NULL, 0 };
}

bool params_has(const struct params *p, struct sv name)
{
    return params_find(p, name).ptr != NULL;
}

/* What follows `name` when the rest begins with a bracket; ptr NULL otherwise. */
static struct sv brackets_after(struct sv full, struct sv name)
{
    if (full.len > name.len && sv_starts_with(full, name) && full.ptr[name.len] == '[')
        return sv_from_offset(full, name.len);
    return (struct sv){ NULL, 0 };
}

bool params_has_any(const struct params *p, struct sv name)
{
    for (size_t i = 0; i < p->list.count; i++) {
        struct sv full = p->list.items[i].name;
        if (sv_eq(full, name) || brackets_after(full, name).ptr != NULL)
            return true;
    }
    return false;
}

/* "[…]rest": what is between the first brackets, and the rest. False when they do not close. */
static bool split_bracket(struct sv s, struct sv *out_inside, struct sv *out_rest)
{
    size_t close = sv_find_char(s, ']', 0);
    if (s.len == 0 || s.ptr[0] != '[' || close == SIZE_MAX)
        return false;
    *out_inside = sv_sub(s, 1, close - 1);
    *out_rest = sv_from_offset(s, close + 1);
    return true;
}

static bool is_index(struct sv s)
{
    int64_t index;
    return s.len == 0 || sv_to_i64_in(s, 0, INT64_MAX, &index);
}

size_t params_list(const struct params *p, struct sv name, struct sv **out)
{
    VEC(struct sv) values = { 0 };
    for (size_t i = 0; i < p->list.count; i++) {
        struct sv inside;
        struct sv rest;
        struct sv brackets = brackets_after(p->list.items[i].name, name);
        if (split_bracket(brackets, &inside, &rest) && rest.len == 0 && is_index(inside))
            *VEC_PUSH(p->arena, &values) = p->list.items[i].value;
    }
    struct sv single = params_find(p, name);
    if (values.count == 0 && single.ptr != NULL)
        *VEC_PUSH(p->arena, &values) = single;
    *out = values.items;
    return values.count;
}

/* Entry and key that "name[entry][key]" names. */
static bool split_nested(struct sv full, struct sv name, struct sv *out_entry, struct sv *out_key)
{
    struct sv rest;
    struct sv end;
    return split_bracket(brackets_after(full, name), out_entry, &rest) && is_index(*out_entry) &&
           split_bracket(rest, out_key, &end) && end.len == 0;
}

/* Did this key come before in the entry that began at parameter `begin`? */
static bool is_key_repeated(const struct params *p, struct sv name, size_t begin, size_t at,
                            struct sv key)
{
    for (size_t i = begin; i < at; i++) {
        struct sv entry;
        struct sv other;
        if (split_nested(p->list.items[i].name, name, &entry, &other) && sv_eq(other, key))
            return true;
    }
    return false;
}

bool params_nested(const struct params *p, struct sv name, size_t index, struct sv key,
                   struct sv *out)
{
    struct sv current = { NULL, 0 };
    struct sv found = { NULL, 0 };
    size_t begin = 0;
    size_t count = 0;
    for (size_t i = 0; i < p->list.count && count <= index + 1; i++) {
        struct sv entry;
        struct sv this_key;
        if (!split_nested(p->list.items[i].name, name, &entry, &this_key))
            continue;
        bool is_next = count == 0 || !sv_eq(entry, current) ||
                       (entry.len == 0 && is_key_repeated(p, name, begin, i, this_key));
        if (is_next) {
            begin = i;
            count++;
            current = entry;
        }
        if (count == index + 1 && sv_eq(this_key, key))
            found = p->list.items[i].value;
    }
    if (count <= index)
        return false;
    *out = found;
    return true;
}

bool params_text_is_true(struct sv value)
{
    static const struct sv no[] = { SV_INIT(""), SV_INIT("0"), SV_INIT("f"), SV_INIT("false"),
                                    SV_INIT("off") };
    for (size_t i = 0; i < ARRAY_COUNT(no); i++) {
        if (sv_eq_nocase(value, no[i]))
            return false;
    }
    return true;
}

bool params_bool(const struct params *p, struct sv name, bool fallback)
{
    struct sv value = params_find(p, name);
    return value.ptr == NULL ? fallback : params_text_is_true(value);
}

enum err params_i64(const struct params *p, struct sv name, int64_t min, int64_t max,
                    int64_t fallback, int64_t *out)
{
    struct sv value = params_find(p, name);
    int64_t number = fallback;
    if (value.len > 0 && !sv_to_i64(value, &number))
        return ERR_BAD_PARAM;
    *out = value.len > 0 ? num_clamp(number, min, max) : fallback;
    return ERR_OK;
}
