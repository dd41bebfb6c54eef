/* Tag entity. */
#include "api/mastodon/entity/tag.h"

#include "api/mastodon/entity/tag_of.h"
#include "base/clock.h"
#include "conf/settings.h"
#include "model/site.h"
#include "service/engine.h"

static void number_write(struct ctx *ctx, struct json_writer *w, struct sv key, int64_t number)
{
    json_w_key_str(w, key, SUBJECT_NONE, sv_printf(ctx->arena, "%lld", (long long)number));
}

void entity_key_history(struct ctx *ctx, struct json_writer *w,
                        const struct trend_day history[TREND_HISTORY])
{
    int64_t today = ctx->now_ms / MS_PER_DAY;
    json_w_key_array(w, SV("history"));
    for (int64_t i = 0; i < TREND_HISTORY; i++) {
        json_w_object_begin(w);
        number_write(ctx, w, SV("day"), (today - i) * (MS_PER_DAY / MS_PER_SECOND));
        number_write(ctx, w, SV("accounts"), history[i].people);
        number_write(ctx, w, SV("uses"), history[i].uses);
        json_w_object_end(w);
    }
    json_w_array_end(w);
}

static void moderated_write(struct json_writer *w, const struct tag *tag, bool is_trendable)
{
    json_w_key_bool(w, SV("trendable"), SUBJECT_NONE, is_trendable);
    json_w_key_bool(w, SV("usable"), SUBJECT_NONE, !tag->is_unusable);
    json_w_key_bool(w, SV("listable"), SUBJECT_NONE, !tag->is_unlisted);
    json_w_key_bool(w, SV("requires_review"), SUBJECT_NONE, tag->reviewed_ms == 0);
}

/* Those who moderate need an id that leads to it whatever its letters are. */
static void id_write(struct json_writer *w, const struct tag_view *tag)
{
    if (tag->moderated != NULL)
        json_w_key_id(w, SV("id"), SUBJECT_NONE, tag->moderated->id.v);
    else
        json_w_key_str(w, SV("id"), SUBJECT_NONE, tag->name);
}

void entity_tag_render(struct ctx *ctx, struct json_writer *w, const struct tag_view *tag)
{
    struct subject viewer = subject_of(ctx->viewer.account, CLASS_RELATIONS);
    bool needs_review = conf_bool(ctx->engine->conf, CONF_TRENDS_REVIEW);
    json_w_object_begin(w);
    id_write(w, tag);
    json_w_key_str(w, SV("name"), SUBJECT_NONE, tag->name);
    json_w_key_str(w, SV("url"), SUBJECT_NONE,
                   site_tag_url(ctx->arena, &ctx->engine->site, tag->name));
    entity_key_history(ctx, w, tag->history);
    if (tag->moderated != NULL) {
        moderated_write(w, tag->moderated,
                        tag->moderated->decision >=
                            (needs_review ? TREND_ALLOWED : TREND_UNDECIDED));
    } else if (!account_id_is_none(ctx->viewer.account)) {
        json_w_key_bool(w, SV("following"), viewer, tag->is_following);
        json_w_key_bool(w, SV("featuring"), viewer, tag->is_featuring);
    }
    json_w_object_end(w);
}
