/* ScheduledStatus entity. */
#include "api/mastodon/entity/scheduled_status.h"

#include "api/mastodon/entity/media_attachment.h"
#include "api/mastodon/entity/tag_of.h"

static void id_or_null(struct json_writer *w, struct sv key, struct subject about, int64_t id)
{
    if (id == 0)
        json_w_key_null(w, key, about);
    else
        json_w_key_i64(w, key, about, id);
}

static void media_ids_render(struct json_writer *w, struct subject about,
                             const struct scheduled_status *s)
{
    if (s->media_count == 0) {
        json_w_key_null(w, SV("media_ids"), about);
        return;
    }
    json_w_key_array(w, SV("media_ids"));
    for (size_t i = 0; i < s->media_count; i++)
        json_w_id(w, about, s->media[i].id.v);
    json_w_array_end(w);
}

static void poll_render(struct json_writer *w, struct subject about, const struct poll_draft *poll)
{
    if (poll == NULL) {
        json_w_key_null(w, SV("poll"), about);
        return;
    }
    json_w_key_object(w, SV("poll"));
    json_w_key_array(w, SV("options"));
    for (size_t i = 0; i < poll->option_count; i++)
        json_w_str(w, about, poll->options[i]);
    json_w_array_end(w);
    json_w_key_i64(w, SV("expires_in"), about, poll->seconds);
    json_w_key_bool(w, SV("multiple"), about, poll->is_multiple);
    json_w_key_bool(w, SV("hide_totals"), about, poll->hides_totals);
    json_w_object_end(w);
}

static void params_render(struct json_writer *w, struct subject about,
                          const struct scheduled_status *s)
{
    json_w_key_object(w, SV("params"));
    json_w_key_str(w, SV("text"), about, s->text);
    media_ids_render(w, about, s);
    if (s->has_sensitive)
        json_w_key_bool(w, SV("sensitive"), about, s->is_sensitive);
    else
        json_w_key_null(w, SV("sensitive"), about);
    entity_key_str_or_null(w, SV("spoiler_text"), about, s->spoiler);
    entity_key_str_or_null(w, SV("visibility"), about,
                           s->has_visibility ? visibility_name(s->visibility) : SV(""));
    entity_key_str_or_null(w, SV("language"), about, s->language);
    id_or_null(w, SV("in_reply_to_id"), about, s->in_reply_to.v);
    id_or_null(w, SV("application_id"), about, s->application.v);
    poll_render(w, about, s->poll);
    json_w_key_null(w, SV("allowed_mentions"), about);
    json_w_key_null(w, SV("quoted_status_id"), about);
    json_w_key_null(w, SV("scheduled_at"), about);
    json_w_key_null(w, SV("idempotency"), about);
    json_w_key_bool(w, SV("with_rate_limit"), SUBJECT_NONE, false);
    json_w_object_end(w);
}

void entity_scheduled_status_render(struct ctx *ctx, struct json_writer *w,
                                    const struct scheduled_status *scheduled)
{
    struct subject about = subject_of(scheduled->owner, CLASS_MESSAGE);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, scheduled->id.v);
    entity_key_time(w, ctx->arena, SV("scheduled_at"), about, scheduled->due_ms);
    params_render(w, about, scheduled);
    json_w_key_array(w, SV("media_attachments"));
    for (size_t i = 0; i < scheduled->media_count; i++)
        entity_media_attachment_render(ctx, w, about, &scheduled->media[i]);
    json_w_array_end(w);
    json_w_object_end(w);
}
