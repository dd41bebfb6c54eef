/* Trends::Link entity. */
#include "api/mastodon/entity/trend.h"

#include "api/mastodon/entity/preview_card.h"
#include "api/mastodon/entity/tag.h"
#include "api/mastodon/entity/tag_of.h"

void entity_trending_link_render(struct ctx *ctx, struct json_writer *w,
                                 const struct trending_link *link, bool is_for_moderators)
{
    json_w_object_begin(w);
    entity_preview_card_members(ctx, w, &link->card, link->author);
    entity_key_history(ctx, w, link->history);
    if (is_for_moderators) {
        json_w_key_id(w, SV("id"), SUBJECT_NONE, link->card.id.v);
        json_w_key_bool(w, SV("requires_review"), SUBJECT_NONE, link->decision == TREND_UNDECIDED);
    }
    json_w_object_end(w);
}

void entity_publisher_render(struct ctx *ctx, struct json_writer *w,
                             const struct publisher *publisher)
{
    bool is_decided = publisher->decision != TREND_UNDECIDED;
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), SUBJECT_NONE, publisher->id);
    json_w_key_str(w, SV("domain"), SUBJECT_NONE, publisher->host);
    if (is_decided)
        json_w_key_bool(w, SV("trendable"), SUBJECT_NONE, publisher->decision == TREND_ALLOWED);
    else
        json_w_key_null(w, SV("trendable"), SUBJECT_NONE);
    entity_key_time_or_null(w, ctx->arena, SV("reviewed_at"), SUBJECT_NONE, publisher->reviewed_ms);
    json_w_key_bool(w, SV("requires_review"), SUBJECT_NONE, !is_decided);
    json_w_object_end(w);
}
