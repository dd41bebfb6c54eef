/* Push subscription. */
#include "model/push.h"

#include "text/base64.h"
#include "text/url.h"

#define TEXT_BYTES_MAX 200 /* of a key: 88 characters are 65 bytes */

/* clang-format off */
static const struct sv alert_names[PUSH_ALERT_COUNT] = {
    [PUSH_ALERT_MENTION] = SV_INIT("mention"),
    [PUSH_ALERT_QUOTE] = SV_INIT("quote"),
    [PUSH_ALERT_STATUS] = SV_INIT("status"),
    [PUSH_ALERT_REBLOG] = SV_INIT("reblog"),
    [PUSH_ALERT_FOLLOW] = SV_INIT("follow"),
    [PUSH_ALERT_FOLLOW_REQUEST] = SV_INIT("follow_request"),
    [PUSH_ALERT_FAVOURITE] = SV_INIT("favourite"),
    [PUSH_ALERT_POLL] = SV_INIT("poll"),
    [PUSH_ALERT_UPDATE] = SV_INIT("update"),
    [PUSH_ALERT_QUOTED_UPDATE] = SV_INIT("quoted_update"),
    [PUSH_ALERT_ADMIN_SIGN_UP] = SV_INIT("admin.sign_up"),
    [PUSH_ALERT_ADMIN_REPORT] = SV_INIT("admin.report"),
};

static const struct sv policy_names[PUSH_POLICY_COUNT] = {
    [PUSH_POLICY_ALL] = SV_INIT("all"),
    [PUSH_POLICY_FOLLOWED] = SV_INIT("followed"),
    [PUSH_POLICY_FOLLOWER] = SV_INIT("follower"),
    [PUSH_POLICY_NONE] = SV_INIT("none"),
};

/* clang-format on */

struct sv push_alert_name(enum push_alert alert)
{
    assert(alert < PUSH_ALERT_COUNT);
    return alert_names[alert];
}

struct sv push_policy_name(enum push_policy policy)
{
    assert(policy < PUSH_POLICY_COUNT);
    return policy_names[policy];
}

bool push_policy_parse(struct sv name, enum push_policy *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(policy_names); i++) {
        if (!sv_eq(policy_names[i], name))
            continue;
        *out = (enum push_policy)i;
        return true;
    }
    return false;
}

int64_t push_alert_bit(enum notification_kind kind)
{
    struct sv name = notification_kind_name(kind);
    for (size_t i = 0; i < ARRAY_COUNT(alert_names); i++)
        if (sv_eq(alert_names[i], name))
            return INT64_C(1) << i;
    return 0;
}

static struct sv padding_cut(struct sv text)
{
    for (size_t i = 0; i < 2 && text.len > 0 && text.ptr[text.len - 1] == '='; i++)
        text.len--;
    return text;
}

/* Browsers give one form, apps the other. */
static enum err key_decode(struct arena *a, struct sv text, size_t bytes, struct sv *out)
{
    struct sv decoded;
    if (text.len > TEXT_BYTES_MAX)
        return ERR_PARSE;
    text = padding_cut(text);
    char *url_form = arena_copy(a, text.ptr, text.len);
    for (size_t i = 0; i < text.len; i++)
        url_form[i] = (char)(text.ptr[i] == '+' ? '-' : text.ptr[i] == '/' ? '_' : text.ptr[i]);
    TRY(base64_decode(a, sv_make(url_form, text.len), BASE64_URL, &decoded));
    if (decoded.len != bytes)
        return ERR_PARSE;
    *out = decoded;
    return ERR_OK;
}

enum err push_address_parse(struct arena *a, struct sv endpoint, struct sv key, struct sv auth,
                            bool allows_http, struct push_address *out)
{
    struct url url;
    struct push_address address = { 0 };
    if (url_parse(a, endpoint, &url) != ERR_OK || url.fragment.ptr != NULL)
        return ERR_PARSE;
    if (!allows_http && !sv_eq(url.scheme, SV("https")))
        return ERR_PARSE;
    TRY(key_decode(a, key, PUSH_KEY_BYTES, &address.key));
    TRY(key_decode(a, auth, PUSH_AUTH_BYTES, &address.auth));
    address.endpoint = url.text;
    address.origin = url.origin;
    *out = address;
    return ERR_OK;
}
