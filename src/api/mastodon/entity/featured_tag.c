/* FeaturedTag entity. */
#include "api/mastodon/entity/featured_tag.h"

#include "api/mastodon/entity/tag_of.h"
#include "service/engine.h"
#include "text/date.h"

void entity_featured_tag_render(struct ctx *ctx, struct json_writer *w,
                                const struct account *account, const struct featured_tag *tag)
{
    struct subject about = subject_of(account->id, CLASS_PROFILE_DETAIL);
    struct sv count = sv_printf(ctx->arena, "%lld", (long long)tag->statuses);
    struct sv last = { NULL, 0 };
    if (!status_id_is_none(tag->newest))
        last = date_render_day(ctx->arena, id_time_ms(tag->newest.v));
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, tag->id);
    json_w_key_str(w, SV("name"), about, tag->name);
    json_w_key_str(w, SV("url"), about,
                   site_tagged_url(ctx->arena, &ctx->engine->site, account, tag->name));
    json_w_key_str(w, SV("statuses_count"), about, count); /* a text, as Mastodon gives it */
    json_w_key_str(w, SV("last_status_at"), about, last);
    json_w_object_end(w);
}
