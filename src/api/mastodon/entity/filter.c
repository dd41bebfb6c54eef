/* Filter entities. */
#include "api/mastodon/entity/filter.h"

#include "api/mastodon/entity/tag_of.h"

static struct subject subject_of_filter(struct account_id owner)
{
    return subject_of(owner, CLASS_RELATIONS);
}

void entity_filter_keyword_render(struct json_writer *w, struct account_id owner,
                                  const struct filter_keyword *keyword)
{
    struct subject about = subject_of_filter(owner);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, keyword->id.v);
    json_w_key_str(w, SV("keyword"), about, keyword->keyword);
    json_w_key_bool(w, SV("whole_word"), about, keyword->is_whole_word);
    json_w_object_end(w);
}

void entity_filter_status_render(struct json_writer *w, struct account_id owner,
                                 const struct filter_status *status)
{
    struct subject about = subject_of_filter(owner);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, status->id.v);
    json_w_key_id(w, SV("status_id"), about, status->status.v);
    json_w_object_end(w);
}

static void contexts_render(struct json_writer *w, const struct filter *filter)
{
    json_w_key_array(w, SV("context"));
    for (size_t i = 0; i < FILTER_CONTEXT_COUNT; i++)
        if (filter->contexts & (1U << i))
            json_w_str(w, subject_of_filter(filter->owner), filter_context_name(i));
    json_w_array_end(w);
}

/* What a match repeats of its filter. */
static void head_render(struct ctx *ctx, struct json_writer *w, const struct filter *filter)
{
    struct subject about = subject_of_filter(filter->owner);
    json_w_key_id(w, SV("id"), about, filter->id.v);
    json_w_key_str(w, SV("title"), about, filter->title);
    contexts_render(w, filter);
    entity_key_time_or_null(w, ctx->arena, SV("expires_at"), about, filter->expires_ms);
    json_w_key_str(w, SV("filter_action"), about, filter_action_name(filter->action));
}

void entity_filter_render(struct ctx *ctx, struct json_writer *w, const struct filter *filter)
{
    json_w_object_begin(w);
    head_render(ctx, w, filter);
    json_w_key_array(w, SV("keywords"));
    for (size_t i = 0; i < filter->keyword_count; i++)
        entity_filter_keyword_render(w, filter->owner, &filter->keywords[i]);
    json_w_array_end(w);
    json_w_key_array(w, SV("statuses"));
    for (size_t i = 0; i < filter->status_count; i++)
        entity_filter_status_render(w, filter->owner, &filter->statuses[i]);
    json_w_array_end(w);
    json_w_object_end(w);
}

void entity_filter_result_render(struct ctx *ctx, struct json_writer *w,
                                 const struct filter_match *match, struct status_id status)
{
    struct subject about = subject_of_filter(match->filter->owner);
    json_w_object_begin(w);
    json_w_key_object(w, SV("filter"));
    head_render(ctx, w, match->filter);
    json_w_object_end(w);
    json_w_key_array(w, SV("keyword_matches"));
    for (size_t i = 0; i < match->keyword_count; i++)
        json_w_str(w, about, match->keywords[i]);
    json_w_array_end(w);
    json_w_key_array(w, SV("status_matches"));
    if (match->is_named)
        json_w_id(w, about, status.v);
    json_w_array_end(w);
    json_w_object_end(w);
}

void entity_filter_v1_render(struct ctx *ctx, struct json_writer *w, const struct filter *filter,
                             const struct filter_keyword *keyword)
{
    struct subject about = subject_of_filter(filter->owner);
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), about, keyword->id.v);
    json_w_key_str(w, SV("phrase"), about, keyword->keyword);
    contexts_render(w, filter);
    json_w_key_bool(w, SV("whole_word"), about, keyword->is_whole_word);
    entity_key_time_or_null(w, ctx->arena, SV("expires_at"), about, filter->expires_ms);
    json_w_key_bool(w, SV("irreversible"), about, filter->action == FILTER_HIDE);
    json_w_object_end(w);
}
