/* Audience: to and cc, and what they make of a status's visibility. */
#include "ap/audience.h"

#include "ap/value.h"

void ap_audience_parse(struct arena *a, struct json object, struct json activity,
                       struct ap_audience *out)
{
    struct json from = object;
    if (json_is_none(ap_get(object, SV("to"))) && json_is_none(ap_get(object, SV("cc"))))
        from = activity;
    struct sv *to = NULL;
    struct sv *cc = NULL;
    out->to_count = ap_ids(a, ap_get(from, SV("to")), AP_AUDIENCE_MAX, &to);
    out->cc_count = ap_ids(a, ap_get(from, SV("cc")), AP_AUDIENCE_MAX, &cc);
    out->to = to;
    out->cc = cc;
}

static bool has_public(const struct sv *ids, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ap_is_public(ids[i]))
            return true;
    return false;
}

static bool has(const struct sv *ids, size_t count, struct sv id)
{
    for (size_t i = 0; i < count; i++)
        if (sv_eq(ids[i], id))
            return true;
    return false;
}

enum visibility ap_audience_visibility(const struct ap_audience *audience, struct sv followers)
{
    if (has_public(audience->to, audience->to_count))
        return VISIBILITY_PUBLIC;
    if (has_public(audience->cc, audience->cc_count))
        return VISIBILITY_UNLISTED;
    if (followers.len > 0 && ap_audience_has(audience, followers))
        return VISIBILITY_PRIVATE;
    return VISIBILITY_DIRECT;
}

bool ap_audience_has(const struct ap_audience *audience, struct sv id)
{
    return has(audience->to, audience->to_count, id) || has(audience->cc, audience->cc_count, id);
}

static void named_write(struct json_writer *w, const struct sv *named, size_t count,
                        struct subject about)
{
    for (size_t i = 0; i < count; i++)
        json_w_str(w, about, named[i]);
}

void ap_audience_render(struct json_writer *w, enum visibility visibility, struct sv followers,
                        const struct sv *named, size_t named_count, struct subject about)
{
    json_w_key_array(w, SV("to"));
    if (visibility == VISIBILITY_PUBLIC)
        json_w_str(w, SUBJECT_NONE, SV(AP_PUBLIC));
    if (visibility == VISIBILITY_UNLISTED || visibility == VISIBILITY_PRIVATE)
        json_w_str(w, about, followers);
    if (visibility == VISIBILITY_DIRECT)
        named_write(w, named, named_count, about);
    json_w_array_end(w);
    json_w_key_array(w, SV("cc"));
    if (visibility == VISIBILITY_PUBLIC)
        json_w_str(w, about, followers);
    if (visibility == VISIBILITY_UNLISTED)
        json_w_str(w, SUBJECT_NONE, SV(AP_PUBLIC));
    if (visibility != VISIBILITY_DIRECT)
        named_write(w, named, named_count, about);
    json_w_array_end(w);
}
