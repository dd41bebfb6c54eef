/* Settings: the table and its readers. */
#include "conf/settings.h"

static const struct conf_row rows[CONF_COUNT] = {
#define SETTING(key, name, type, unit, min, max, default_text, choices, flags, help)               \
    [CONF_##key] = { name, CONF_TYPE_##type, unit, min, max, default_text, choices, flags, help },
#include "conf/settings.def"
#undef SETTING
};

#define SUGGEST_MAX_BYTES 64
#define SUGGEST_MAX_EDITS 3

const struct conf_row *conf_row(enum conf_key key)
{
    assert(key < CONF_COUNT);
    return &rows[key];
}

enum conf_key conf_key_find(struct sv name)
{
    for (enum conf_key key = 0; key < CONF_COUNT; key++) {
        if (sv_eq(name, sv_from(rows[key].name)))
            return key;
    }
    return CONF_COUNT;
}

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

size_t conf_edit_distance(struct sv a, struct sv b)
{
    if (a.len > SUGGEST_MAX_BYTES || b.len > SUGGEST_MAX_BYTES)
        return SIZE_MAX;
    size_t row[SUGGEST_MAX_BYTES + 1];
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t above = row[j];
            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (a.ptr[i - 1] != b.ptr[j - 1]));
            diagonal = above;
        }
    }
    return row[b.len];
}

struct sv conf_key_suggest(struct sv name)
{
    struct sv best = { NULL, 0 };
    size_t best_edits = SUGGEST_MAX_EDITS + 1;
    for (enum conf_key key = 0; key < CONF_COUNT; key++) {
        struct sv candidate = sv_from(rows[key].name);
        size_t edits = conf_edit_distance(name, candidate);
        if (edits < best_edits) {
            best_edits = edits;
            best = candidate;
        }
    }
    return best;
}

int64_t conf_i64(const struct conf *conf, enum conf_key key)
{
    enum conf_type type = conf_row(key)->type;
    assert(type == CONF_TYPE_INT || type == CONF_TYPE_SIZE || type == CONF_TYPE_DURATION);
    return conf->values[key].number;
}

bool conf_bool(const struct conf *conf, enum conf_key key)
{
    assert(conf_row(key)->type == CONF_TYPE_BOOL);
    return conf->values[key].number != 0;
}

int conf_enum(const struct conf *conf, enum conf_key key)
{
    assert(conf_row(key)->type == CONF_TYPE_ENUM);
    return (int)conf->values[key].number;
}

struct sv conf_sv(const struct conf *conf, enum conf_key key)
{
    assert(conf_row(key)->type == CONF_TYPE_TEXT || conf_row(key)->type == CONF_TYPE_PATH);
    return conf->values[key].text;
}

bool conf_holds_address(const struct conf *conf, enum conf_key key, struct sv address)
{
    assert(conf_row(key)->type == CONF_TYPE_ADDRESSES);
    const struct conf_value *value = &conf->values[key];
    for (size_t i = 0; i < value->net_count; i++) {
        if (conf_net_holds(&value->nets[i], address))
            return true;
    }
    return false;
}

struct sv conf_keys_dir(const struct conf *conf, struct arena *a)
{
    struct sv dir = conf_sv(conf, CONF_KEYS_DIR);
    return dir.len > 0 ? dir : sv_printf(a, "%" SV_FMT ".keys", SV_ARG(conf->data_dir));
}
