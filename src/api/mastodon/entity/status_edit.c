/* StatusEdit entity. */
#include "api/mastodon/entity/status_edit.h"

#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/custom_emoji.h"
#include "api/mastodon/entity/media_attachment.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/entity/tag_of.h"
#include "service/custom_emoji.h"

static struct sv text_of(struct sv s)
{
    return s.ptr == NULL ? SV("") : s;
}

static void poll_render(struct json_writer *w, const struct status_version *version,
                        struct subject body)
{
    json_w_key_object(w, SV("poll"));
    json_w_key_array(w, SV("options"));
    for (size_t i = 0; i < version->option_count; i++) {
        json_w_object_begin(w);
        json_w_key_str(w, SV("title"), body, version->options[i]);
        json_w_object_end(w);
    }
    json_w_array_end(w);
    json_w_object_end(w);
}

void entity_status_edit_render(struct ctx *ctx, struct json_writer *w,
                               const struct status_view *view, const struct status_version *version)
{
    const struct status *status = view->status;
    struct subject body = entity_status_subject(status);
    json_w_object_begin(w);
    json_w_key_str(w, SV("content"), body, text_of(version->content.bytes));
    json_w_key_str(w, SV("spoiler_text"), body, text_of(version->spoiler));
    json_w_key_bool(w, SV("sensitive"), body, version->is_sensitive);
    entity_key_time(w, ctx->arena, SV("created_at"), body, version->created_ms);
    json_w_key(w, SV("account"));
    entity_account_render(ctx, w, view->account);
    json_w_key_array(w, SV("media_attachments"));
    for (size_t i = 0; i < version->media_count; i++)
        entity_media_attachment_render(ctx, w, body, &version->media[i]);
    json_w_array_end(w);
    if (version->option_count > 0)
        poll_render(w, version, body);
    struct custom_emojis emojis = service_emojis_of_version(ctx, status, version);
    entity_key_emojis(ctx, w, body, &emojis);
    json_w_object_end(w);
}
