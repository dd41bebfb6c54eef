/* Poll: the question in a status. */
#include "ap/poll.h"

#include "ap/value.h"
#include "text/date.h"
#include "text/utf8.h"

#define TITLE_MAX_BYTES 1000
#define VOTES_MAX (INT64_C(1) << 40)

/* Misskey writes the number beside. */
static int64_t votes_of(struct json option)
{
    struct json total = ap_get(ap_get(option, SV("replies")), SV("totalItems"));
    if (json_is_none(total))
        total = ap_get(option, SV("_misskey_votes"));
    return ap_count(total, VOTES_MAX);
}

static void options_parse(struct arena *a, struct json list, struct poll *out)
{
    size_t room = json_kind(list) == JSON_ARRAY ? json_count(list) : 1;
    if (room > POLL_RECEIVED_OPTIONS_MAX)
        room = POLL_RECEIVED_OPTIONS_MAX;
    struct poll_option *options = ARENA_ARRAY(a, struct poll_option, room);
    struct json_iter it = json_each_of(list);
    while (out->option_count < room && json_next(&it)) {
        struct sv title = utf8_cut_bytes(ap_get_text(it.value, SV("name")), TITLE_MAX_BYTES);
        if (title.len > 0)
            options[out->option_count++] =
                (struct poll_option){ .title = title, .votes = votes_of(it.value) };
    }
    out->options = options;
}

/* Over at a time, or over without saying since when. */
static void end_parse(struct json object, struct ap_poll *out)
{
    struct json closed = ap_get(object, SV("closed"));
    (void)ap_time(ap_get(object, SV("endTime")), &out->poll.expires_ms);
    if (ap_time(closed, &out->poll.expires_ms))
        return;
    out->is_closed = ap_bool(closed, false);
}

bool ap_poll_parse(struct arena *a, struct json object, struct ap_poll *out)
{
    struct json one = ap_get(object, SV("oneOf"));
    struct json any = ap_get(object, SV("anyOf"));
    struct json voters = ap_get(object, SV("votersCount"));
    struct ap_poll poll = { .poll = { .is_multiple = json_count(one) == 0, .voters = -1 } };
    struct json list = poll.poll.is_multiple ? any : one;
    if (json_kind(list) != JSON_ARRAY || json_count(list) == 0)
        return false;
    options_parse(a, list, &poll.poll);
    if (poll.poll.option_count == 0)
        return false;
    if (!json_is_none(voters))
        poll.poll.voters = ap_count(voters, VOTES_MAX);
    end_parse(object, &poll);
    *out = poll;
    return true;
}

static void option_write(struct json_writer *w, const struct poll_option *option, bool is_shown,
                         struct subject body)
{
    json_w_object_begin(w);
    json_w_key_str(w, SV("type"), SUBJECT_NONE, SV("Note"));
    json_w_key_str(w, SV("name"), body, option->title);
    json_w_key_object(w, SV("replies"));
    json_w_key_str(w, SV("type"), SUBJECT_NONE, SV("Collection"));
    json_w_key_i64(w, SV("totalItems"), body, is_shown ? option->votes : 0);
    json_w_object_end(w);
    json_w_object_end(w);
}

void ap_poll_render(struct json_writer *w, struct arena *a, const struct poll *poll, int64_t now_ms,
                    struct subject body)
{
    bool is_shown = poll_shows_totals(poll, now_ms);
    json_w_key_array(w, poll->is_multiple ? SV("anyOf") : SV("oneOf"));
    for (size_t i = 0; i < poll->option_count; i++)
        option_write(w, &poll->options[i], is_shown, body);
    json_w_array_end(w);
    if (poll->expires_ms != 0)
        json_w_key_str(w, SV("endTime"), body, date_render_iso(a, poll->expires_ms));
    if (poll_is_over(poll, now_ms))
        json_w_key_str(w, SV("closed"), body, date_render_iso(a, poll->expires_ms));
    if (poll->voters >= 0)
        json_w_key_i64(w, SV("votersCount"), body, poll->voters);
}
