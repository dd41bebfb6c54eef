/* One setting's value. */
#include "conf/value.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/num.h"
#include "base/vec.h"

#include "text/utf8.h"

struct unit {
    struct sv name;
    int64_t factor;
};

/* Largest first, so that formatting finds the shortest form. */
static const struct unit size_units[] = {
    { SV_INIT("GiB"), INT64_C(1) << 30 },
    { SV_INIT("MiB"), INT64_C(1) << 20 },
    { SV_INIT("KiB"), INT64_C(1) << 10 },
    { SV_INIT(""), 1 },
};

static const struct unit duration_units[] = {
    { SV_INIT("d"), MS_PER_DAY },
    { SV_INIT("h"), MS_PER_HOUR },
    { SV_INIT("min"), MS_PER_MINUTE },
    { SV_INIT("s"), MS_PER_SECOND },
    { SV_INIT("ms"), 1 },
};

static bool parse_bool(struct sv text, int64_t *out)
{
    static const struct sv yes[] = { SV_INIT("true"), SV_INIT("on"), SV_INIT("yes"), SV_INIT("1") };
    static const struct sv no[] = { SV_INIT("false"), SV_INIT("off"), SV_INIT("no"), SV_INIT("0") };
    for (size_t i = 0; i < ARRAY_COUNT(yes); i++) {
        if (sv_eq(text, yes[i]) || sv_eq(text, no[i])) {
            *out = sv_eq(text, yes[i]) ? 1 : 0;
            return true;
        }
    }
    return false;
}

/* Digits and a unit, with or without space between. */
static bool parse_units(struct sv text, const struct unit *units, size_t count, int64_t *out)
{
    size_t n = 0;
    while (n < text.len && text.ptr[n] >= '0' && text.ptr[n] <= '9')
        n++;
    struct sv name = sv_trim(sv_from_offset(text, n));
    int64_t number = 0;
    if (!sv_to_i64(sv_sub(text, 0, n), &number))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (sv_eq(name, units[i].name))
            return num_mul(number, units[i].factor, out);
    }
    return false;
}

static bool parse_enum(struct sv text, const char *choices, int64_t *out)
{
    struct sv rest = sv_from(choices);
    struct sv choice;
    for (int64_t i = 0; sv_split(&rest, '|', &choice); i++) {
        if (sv_eq(choice, text)) {
            *out = i;
            return true;
        }
    }
    return false;
}

/* UTF-8; of control characters only newline and tab, which a description may hold. */
static bool is_clean_text(struct sv text)
{
    while (text.len > 0) {
        unsigned char c = (unsigned char)text.ptr[0];
        size_t len = utf8_step(text.ptr, text.len);
        if (len == 0 || (c < ' ' && c != '\n' && c != '\t') || c == 0x7f)
            return false;
        text = sv_from_offset(text, len);
    }
    return true;
}

static bool parse_nets(struct arena *a, const struct conf_row *row, struct sv text,
                       struct conf_value *out)
{
    VEC(struct conf_net) nets = { 0 };
    struct sv rest = text;
    struct sv part;
    while (text.len > 0 && sv_split(&rest, ',', &part)) {
        if ((int64_t)nets.count == row->max || !conf_net_parse(sv_trim(part), VEC_PUSH(a, &nets)))
            return false;
    }
    out->nets = nets.items;
    out->net_count = nets.count;
    return true;
}

static bool is_within(const struct conf_row *row, int64_t number)
{
    return number >= row->min && number <= row->max;
}

/* Text of the right length, or a number within bounds. */
static bool parse_typed(struct arena *a, const struct conf_row *row, struct conf_value *value)
{
    struct sv text = value->text;
    switch (row->type) {
    case CONF_TYPE_BOOL:
        return parse_bool(text, &value->number);
    case CONF_TYPE_INT:
        return sv_to_i64_in(text, row->min, row->max, &value->number);
    case CONF_TYPE_SIZE:
        return parse_units(text, size_units, ARRAY_COUNT(size_units), &value->number) &&
               is_within(row, value->number);
    case CONF_TYPE_DURATION:
        return parse_units(text, duration_units, ARRAY_COUNT(duration_units), &value->number) &&
               is_within(row, value->number);
    case CONF_TYPE_ENUM:
        return parse_enum(text, row->choices, &value->number);
    case CONF_TYPE_TEXT:
    case CONF_TYPE_PATH:
        return is_within(row, (int64_t)text.len) && is_clean_text(text);
    case CONF_TYPE_ADDRESSES:
        return parse_nets(a, row, text, value);
    }
    return false;
}

enum err conf_value_parse(struct arena *a, const struct conf_row *row, struct sv text,
                          struct conf_value *out)
{
    struct conf_value value = { .source = out->source, .text = sv_trim(text) };
    if (!parse_typed(a, row, &value))
        return ERR_PARSE;
    *out = value;
    return ERR_OK;
}

struct sv conf_value_format(struct arena *a, enum conf_type type, int64_t number)
{
    bool is_size = type == CONF_TYPE_SIZE;
    const struct unit *units = is_size ? size_units : duration_units;
    size_t count = is_size ? ARRAY_COUNT(size_units) : ARRAY_COUNT(duration_units);
    if (!is_size && type != CONF_TYPE_DURATION)
        return sv_printf(a, "%lld", (long long)number);
    size_t i = 0;
    while (i + 1 < count && (number == 0 || number % units[i].factor != 0))
        i++;
    return sv_printf(a, "%lld%" SV_FMT, (long long)(number / units[i].factor),
                     SV_ARG(units[i].name));
}

/* "a, b or c" from "a|b|c". */
static struct sv list_choices(struct arena *a, const char *choices)
{
    struct buf list;
    buf_init(&list, a, 4096);
    struct sv rest = sv_from(choices);
    struct sv choice;
    for (bool is_first = true; sv_split(&rest, '|', &choice); is_first = false) {
        if (!is_first)
            buf_sv(&list, rest.ptr == NULL ? SV(" or ") : SV(", "));
        buf_sv(&list, choice);
    }
    return buf_view(&list);
}

struct sv conf_value_wanted(struct arena *a, const struct conf_row *row)
{
    struct sv min = conf_value_format(a, row->type, row->min);
    struct sv max = conf_value_format(a, row->type, row->max);
    switch (row->type) {
    case CONF_TYPE_BOOL:
        return SV("true or false");
    case CONF_TYPE_INT:
        return sv_printf(a, "a whole number from %" SV_FMT " to %" SV_FMT, SV_ARG(min),
                         SV_ARG(max));
    case CONF_TYPE_SIZE:
        return sv_printf(a, "a size from %" SV_FMT " to %" SV_FMT, SV_ARG(min), SV_ARG(max));
    case CONF_TYPE_DURATION:
        return sv_printf(a, "a duration from %" SV_FMT " to %" SV_FMT, SV_ARG(min), SV_ARG(max));
    case CONF_TYPE_ENUM:
        return list_choices(a, row->choices);
    case CONF_TYPE_TEXT:
        return sv_printf(a, "UTF-8 text of %" SV_FMT " to %" SV_FMT " bytes", SV_ARG(min),
                         SV_ARG(max));
    case CONF_TYPE_PATH:
        return sv_printf(a, "a path of at most %" SV_FMT " bytes", SV_ARG(max));
    case CONF_TYPE_ADDRESSES:
        return sv_printf(a,
                         "at most %" SV_FMT " addresses or networks (192.0.2.1, 10.0.0.0/8, ::1)",
                         SV_ARG(max));
    }
    return SV("");
}
