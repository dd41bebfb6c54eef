/* Poll entity. */
#include "api/mastodon/entity/poll.h"

#include "api/mastodon/entity/custom_emoji.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/entity/tag_of.h"
#include "service/custom_emoji.h"

static bool is_chosen(const struct status_view *view, struct poll_option_id option)
{
    for (size_t i = 0; i < view->choice_count; i++)
        if (poll_option_id_eq(view->choices[i], option))
            return true;
    return false;
}

/* Who asks counts as having answered. */
static void own_render(struct ctx *ctx, struct json_writer *w, const struct status_view *view)
{
    struct account_id viewer = ctx->viewer.account;
    const struct poll *poll = view->status->poll;
    if (account_id_is_none(viewer))
        return;
    struct subject own = subject_of(viewer, CLASS_REACTIONS);
    bool is_author = account_id_eq(viewer, view->status->account);
    json_w_key_bool(w, SV("voted"), own, is_author || view->choice_count > 0);
    json_w_key_array(w, SV("own_votes"));
    for (size_t i = 0; i < poll->option_count; i++)
        if (is_chosen(view, poll->options[i].id))
            json_w_i64(w, own, (int64_t)i);
    json_w_array_end(w);
}

static void options_render(struct json_writer *w, const struct poll *poll, bool is_shown,
                           struct subject body)
{
    json_w_key_array(w, SV("options"));
    for (size_t i = 0; i < poll->option_count; i++) {
        json_w_object_begin(w);
        json_w_key_str(w, SV("title"), body, poll->options[i].title);
        if (is_shown)
            json_w_key_i64(w, SV("votes_count"), body, poll->options[i].votes);
        else
            json_w_key_null(w, SV("votes_count"), body);
        json_w_object_end(w);
    }
    json_w_array_end(w);
}

void entity_poll_render(struct ctx *ctx, struct json_writer *w, const struct status_view *view)
{
    const struct poll *poll = view->status->poll;
    struct subject body = entity_status_subject(view->status);
    assert(poll != NULL);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), body, view->status->id.v);
    entity_key_time_or_null(w, ctx->arena, SV("expires_at"), body, poll->expires_ms);
    json_w_key_bool(w, SV("expired"), body, poll_is_over(poll, ctx->now_ms));
    json_w_key_bool(w, SV("multiple"), body, poll->is_multiple);
    json_w_key_i64(w, SV("votes_count"), body, poll_votes(poll));
    if (poll->voters >= 0)
        json_w_key_i64(w, SV("voters_count"), body, poll->voters);
    else
        json_w_key_null(w, SV("voters_count"), body);
    own_render(ctx, w, view);
    options_render(w, poll, poll_shows_totals(poll, ctx->now_ms), body);
    struct custom_emojis emojis = service_emojis_of_poll(ctx, view->status);
    entity_key_emojis(ctx, w, body, &emojis);
    json_w_object_end(w);
}
