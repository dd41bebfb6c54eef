/* Take a search query apart. */
#include "text/search_query.h"

#include "base/num.h"
#include "text/date.h"
#include "text/search_words.h"
#include "text/status_text.h"
#include "text/status_text_char.h"
#include "text/utf8.h"

/* How a date stands to what is looked for. */
enum when {
    WHEN_NEVER, /* the key takes no date */
    WHEN_BEFORE,
    WHEN_AFTER,
    WHEN_DURING,
};

static const struct {
    struct sv name;
    enum search_key key;
    enum when when;
} keys[] = {
    { SV_INIT("after"), SEARCH_PERIOD, WHEN_AFTER },
    { SV_INIT("before"), SEARCH_PERIOD, WHEN_BEFORE },
    { SV_INIT("during"), SEARCH_PERIOD, WHEN_DURING },
    { SV_INIT("from"), SEARCH_FROM, WHEN_NEVER },
    { SV_INIT("has"), SEARCH_HAS, WHEN_NEVER },
    { SV_INIT("in"), SEARCH_IN, WHEN_NEVER },
    { SV_INIT("is"), SEARCH_IS, WHEN_NEVER },
    { SV_INIT("language"), SEARCH_LANGUAGE, WHEN_NEVER },
};

struct parser {
    struct arena *arena;
    struct sv rest;
    struct search_query query;
};

/* Bytes of the white space that a text begins with; 0 where it begins with something. */
static size_t space_len(struct sv text)
{
    uint32_t c = 0;
    size_t len = utf8_decode(text, 0, &c);
    return len > 0 && status_text_char_is_space(c) ? len : 0;
}

static void spaces_skip(struct parser *p)
{
    for (size_t len = space_len(p->rest); len > 0; len = space_len(p->rest))
        p->rest = sv_from_offset(p->rest, len);
}

/* Up to the closing mark, or to the end. */
static struct sv quoted_take(struct parser *p)
{
    size_t end = sv_find_char(p->rest, '"', 1);
    struct sv inside = sv_sub(p->rest, 1, end == SIZE_MAX ? SIZE_MAX : end - 1);
    p->rest = end == SIZE_MAX ? SV("") : sv_from_offset(p->rest, end + 1);
    return inside;
}

static struct sv word_take(struct parser *p)
{
    size_t len = 0;
    while (len < p->rest.len && p->rest.ptr[len] != '"' &&
           space_len(sv_from_offset(p->rest, len)) == 0)
        len++;
    struct sv word = sv_sub(p->rest, 0, len);
    p->rest = sv_from_offset(p->rest, len);
    return word;
}

/* A year, a month, a day or an instant, from its beginning to before its end. */
static bool period_parse(struct sv text, int64_t *from_ms, int64_t *to_ms)
{
    int64_t year = 0;
    int64_t month = 0;
    if (text.len == 4 && sv_to_i64_in(text, 1, 9999, &year)) {
        *from_ms = date_days((int)year, 1, 1) * DATE_DAY_MS;
        *to_ms = date_days((int)year + 1, 1, 1) * DATE_DAY_MS;
        return true;
    }
    if (text.len == 7 && text.ptr[4] == '-' && sv_to_i64_in(sv_sub(text, 0, 4), 1, 9999, &year) &&
        sv_to_i64_in(sv_sub(text, 5, 2), 1, 12, &month)) {
        *from_ms = date_days((int)year, (int)month, 1) * DATE_DAY_MS;
        *to_ms =
            date_days((int)(month == 12 ? year + 1 : year), (int)(month % 12 + 1), 1) * DATE_DAY_MS;
        return true;
    }
    if (date_parse_day(text, from_ms)) {
        *to_ms = *from_ms + DATE_DAY_MS;
        return true;
    }
    if (!date_parse_iso(text, from_ms))
        return false;
    *to_ms = *from_ms + 1;
    return true;
}

static enum search_fault item_add(struct parser *p, struct search_item item)
{
    if (p->query.count == SEARCH_ITEMS_MAX)
        return SEARCH_FAULT_MANY;
    p->query.items[p->query.count++] = item;
    return SEARCH_FAULT_NONE;
}

static enum search_fault period_add(struct parser *p, struct sv value, enum when when, bool is_not)
{
    int64_t from_ms = 0;
    int64_t to_ms = 0;
    if (!period_parse(value, &from_ms, &to_ms))
        return SEARCH_FAULT_DATE;
    struct search_item item = {
        .key = SEARCH_PERIOD, .is_not = is_not, .from_ms = INT64_MIN, .to_ms = INT64_MAX
    };
    if (when == WHEN_BEFORE)
        item.to_ms = from_ms;
    else
        item.from_ms = when == WHEN_AFTER ? to_ms : from_ms;
    if (when == WHEN_DURING)
        item.to_ms = to_ms;
    return item_add(p, item);
}

static enum search_fault words_add(struct parser *p, struct sv typed, bool is_not)
{
    struct search_item item = { .key = SEARCH_WORDS,
                                .is_not = is_not,
                                .value = search_words(p->arena, typed) };
    if (sv_starts_with(typed, SV("#")) && status_text_is_tag(sv_from_offset(typed, 1))) {
        item.key = SEARCH_TAG;
        item.value = status_text_normalize_tag(p->arena, sv_from_offset(typed, 1));
    }
    return item.value.len == 0 ? SEARCH_FAULT_NONE : item_add(p, item);
}

static enum search_fault keyed_add(struct parser *p, size_t key, struct sv value, bool is_not)
{
    if (keys[key].when != WHEN_NEVER)
        return period_add(p, value, keys[key].when, is_not);
    struct search_item item = { .key = keys[key].key, .is_not = is_not, .value = value };
    if (item.key != SEARCH_FROM)
        item.value = sv_lower(p->arena, value);
    return item_add(p, item);
}

/* The key before a colon; ARRAY_COUNT(keys) where it is none. */
static size_t key_find(struct sv name)
{
    size_t i = 0;
    while (i < ARRAY_COUNT(keys) && !sv_eq_nocase(name, keys[i].name))
        i++;
    return i;
}

static enum search_fault item_take(struct parser *p)
{
    bool is_signed = p->rest.len > 1 && (p->rest.ptr[0] == '-' || p->rest.ptr[0] == '+') &&
                     space_len(sv_from_offset(p->rest, 1)) == 0;
    bool is_not = is_signed && p->rest.ptr[0] == '-';
    if (is_signed)
        p->rest = sv_from_offset(p->rest, 1);
    if (sv_starts_with(p->rest, SV("\"")))
        return words_add(p, quoted_take(p), is_not);
    struct sv word = word_take(p);
    size_t colon = sv_find_char(word, ':', 0);
    size_t key = colon == SIZE_MAX ? ARRAY_COUNT(keys) : key_find(sv_sub(word, 0, colon));
    if (key == ARRAY_COUNT(keys))
        return words_add(p, word, is_not);
    struct sv value = sv_from_offset(word, colon + 1);
    if (value.len == 0 && sv_starts_with(p->rest, SV("\"")))
        value = sv_trim(quoted_take(p));
    return value.len == 0 ? words_add(p, word, is_not) : keyed_add(p, key, value, is_not);
}

enum search_fault search_query_parse(struct arena *a, struct sv untrusted, struct search_query *out)
{
    struct parser p = { .arena = a };
    if (untrusted.len > SEARCH_QUERY_BYTES_MAX)
        return SEARCH_FAULT_LONG;
    p.rest = utf8_repair(a, untrusted);
    spaces_skip(&p);
    while (p.rest.len > 0) {
        enum search_fault fault = item_take(&p);
        if (fault != SEARCH_FAULT_NONE)
            return fault;
        spaces_skip(&p);
    }
    *out = p.query;
    return SEARCH_FAULT_NONE;
}
