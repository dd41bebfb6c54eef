/* Stream request. */
#include "api/mastodon/stream_request.h"

#include "text/json.h"

static const struct json_limits limits = {
    .max_bytes = 4096,
    .max_depth = 4,
    .max_values = 64,
};

/* Apps send the id of a list as a string, and some as a number. */
static struct sv list_of(struct json message)
{
    struct json list = json_get(message, SV("list"));
    return json_kind(list) == JSON_NUMBER ? json_number(list) : json_str(list);
}

enum err stream_request_parse(struct arena *a, struct sv text, struct stream_request *out)
{
    struct json message;
    if (json_parse(a, text, &limits, &message, NULL) != ERR_OK || json_kind(message) != JSON_OBJECT)
        return ERR_PARSE;
    struct sv type = json_get_str(message, SV("type"));
    struct stream_request made = {
        .is_subscribe = sv_eq(type, SV("subscribe")),
        .wish = { .stream = json_get_str(message, SV("stream")),
                  .tag = json_get_str(message, SV("tag")),
                  .list = list_of(message) },
    };
    bool is_known = made.is_subscribe || sv_eq(type, SV("unsubscribe"));
    if (!is_known || made.wish.stream.len == 0)
        return ERR_BAD_PARAM;
    *out = made;
    return ERR_OK;
}
