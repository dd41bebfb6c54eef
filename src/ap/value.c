/* Values of ActivityStreams documents, read tolerantly. */
#include "ap/value.h"

#include "base/num.h"
#include "text/date.h"
#include "text/url.h"

static const struct sv prefixes[] = { SV_INIT("as"),      SV_INIT("toot"),   SV_INIT("schema"),
                                      SV_INIT("sc"),      SV_INIT("sec"),    SV_INIT("ostatus"),
                                      SV_INIT("misskey"), SV_INIT("litepub") };

static bool is_prefixed(struct sv key, struct sv name)
{
    if (key.len <= name.len + 1 || !sv_ends_with(key, name))
        return false;
    struct sv prefix = sv_sub(key, 0, key.len - name.len - 1);
    if (key.ptr[prefix.len] != ':')
        return false;
    for (size_t i = 0; i < ARRAY_COUNT(prefixes); i++)
        if (sv_eq(prefixes[i], prefix))
            return true;
    return false;
}

struct json ap_get(struct json object, struct sv name)
{
    struct json found = json_get(object, name);
    if (json_is_none(found) && json_kind(object) == JSON_OBJECT) {
        struct json_iter it = json_each(object);
        while (json_next(&it))
            if (is_prefixed(it.key, name))
                found = it.value;
    }
    return json_kind(found) == JSON_NULL ? (struct json){ 0 } : found;
}

/* The id of one value that is no array. */
static struct sv single_id(struct json value)
{
    if (json_kind(value) == JSON_STRING)
        return json_str(value);
    static const struct sv names[] = { SV_INIT("id"), SV_INIT("@id"), SV_INIT("href") };
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        struct sv id = json_get_str(value, names[i]);
        if (id.len > 0)
            return id;
    }
    return (struct sv){ NULL, 0 };
}

struct sv ap_id(struct json value)
{
    struct json_iter it = json_each_of(value);
    while (json_next(&it)) {
        struct sv id = single_id(it.value);
        if (id.len > 0)
            return id;
    }
    return (struct sv){ NULL, 0 };
}

struct sv ap_text(struct json value)
{
    struct json_iter it = json_each_of(value);
    while (json_next(&it)) {
        struct sv text = json_str(it.value);
        if (text.ptr == NULL)
            text = json_get_str(it.value, SV("@value"));
        if (text.ptr != NULL)
            return text;
    }
    return (struct sv){ NULL, 0 };
}

bool ap_bool(struct json value, bool fallback)
{
    struct sv text = json_str(value);
    if (text.ptr != NULL)
        return sv_eq_nocase(text, SV("true")) || sv_eq(text, SV("1"));
    int64_t number = 0;
    if (json_i64(value, &number))
        return number != 0;
    return json_bool(value, fallback);
}

bool ap_time(struct json value, int64_t *out_ms)
{
    return date_parse_iso(ap_text(value), out_ms);
}

int64_t ap_count(struct json value, int64_t max)
{
    int64_t count = 0;
    double fraction = 0;
    if (json_i64(value, &count) || sv_to_i64(json_str(value), &count))
        return num_clamp(count, 0, max);
    if (json_f64(value, &fraction) && fraction > 0)
        return fraction >= (double)max ? max : (int64_t)fraction;
    return 0;
}

static bool is_among(const struct sv *list, size_t count, struct sv text)
{
    for (size_t i = 0; i < count; i++)
        if (sv_eq(list[i], text))
            return true;
    return false;
}

size_t ap_ids(struct arena *a, struct json value, size_t max, struct sv **out)
{
    size_t room = json_kind(value) == JSON_ARRAY ? json_count(value) : 1;
    struct sv *ids = ARENA_ARRAY(a, struct sv, room < max ? room : max);
    size_t count = 0;
    struct json_iter it = json_each_of(value);
    while (json_next(&it) && count < max) {
        struct sv id = single_id(it.value);
        if (id.len > 0 && !is_among(ids, count, id))
            ids[count++] = id;
    }
    *out = ids;
    return count;
}

static struct sv single_link(struct arena *a, struct json value)
{
    struct sv text = json_str(value);
    if (text.ptr == NULL)
        text = json_str(ap_get(value, SV("href")));
    struct json inner = ap_get(value, SV("url"));
    if (text.ptr == NULL)
        text = ap_text(inner);
    if (text.ptr == NULL)
        text = ap_id(inner);
    struct url url;
    return url_parse(a, text, &url) == ERR_OK ? url.text : (struct sv){ NULL, 0 };
}

struct sv ap_link(struct arena *a, struct json value)
{
    struct sv best = { NULL, 0 };
    struct json_iter it = json_each_of(value);
    while (json_next(&it)) {
        struct sv link = single_link(a, it.value);
        if (link.len == 0)
            continue;
        struct sv type = json_str(ap_get(it.value, SV("mediaType")));
        if (sv_starts_with(type, SV("text/html")))
            return link;
        if (best.len == 0)
            best = link;
    }
    return best;
}

bool ap_is_address(struct arena *a, struct sv text)
{
    struct url url;
    return url_parse(a, text, &url) == ERR_OK;
}

bool ap_same_origin(struct arena *a, struct sv left, struct sv right)
{
    struct url l;
    struct url r;
    return url_parse(a, left, &l) == ERR_OK && url_parse(a, right, &r) == ERR_OK &&
           url_origin_eq(&l, &r);
}

bool ap_is_public(struct sv id)
{
    return sv_eq(id, SV(AP_PUBLIC)) || sv_eq(id, SV("as:Public")) || sv_eq(id, SV("Public"));
}

bool ap_has_context(struct json document)
{
    struct json_iter it = json_each_of(json_get(document, SV("@context")));
    while (json_next(&it))
        if (sv_eq(json_str(it.value), SV(AP_CONTEXT)))
            return true;
    return false;
}
