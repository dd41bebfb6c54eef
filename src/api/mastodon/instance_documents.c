/* What the instance says of itself at length: description, privacy policy, terms, rules. */
#include "api/answer.h"
#include "api/document.h"
#include "api/mastodon/entity/rule.h"
#include "api/mastodon/entity/tag_of.h"
#include "api/mastodon/handlers.h"
#include "base/clock.h"
#include "conf/settings.h"
#include "http/request.h"
#include "service/engine.h"
#include "service/manage_rules.h"
#include "service/publish_document.h"

static enum err text_answer(struct ctx *ctx, struct http_response *res, int64_t updated_ms,
                            struct html html)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    entity_key_time_or_null(&w, ctx->arena, SV("updated_at"), SUBJECT_NONE, updated_ms);
    json_w_key_str(&w, SV("content"), SUBJECT_NONE, html.bytes);
    json_w_object_end(&w);
    return api_answer_end(ctx, res, &w);
}

/* Without a long description, the short one. */
enum err mastodon_instance_description(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    UNUSED(req);
    bool is_found = false;
    struct instance_document document = {
        .text = conf_sv(ctx->engine->conf, CONF_SERVER_DESCRIPTION),
        .updated_ms = ctx->now_ms,
    };
    TRY(service_find_document(ctx, INSTANCE_DOCUMENT_DESCRIPTION, &is_found, &document));
    return text_answer(ctx, res, document.updated_ms, api_document_html(ctx, document.text));
}

/* What the program itself says holds as of now; apps want a time. */
enum err mastodon_instance_privacy(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    UNUSED(req);
    struct html html;
    int64_t updated_ms = 0;
    TRY(api_privacy_html(ctx, LANGUAGE_ENGLISH, &html, &updated_ms));
    return text_answer(ctx, res, updated_ms > 0 ? updated_ms : ctx->now_ms, html);
}

static struct sv day_text(struct ctx *ctx, int64_t day)
{
    return date_render_day(ctx->arena, day * MS_PER_DAY);
}

static enum err terms_answer(struct ctx *ctx, struct http_response *res, const struct terms *terms)
{
    struct json_writer w;
    struct html html = api_document_html(ctx, terms->document.text);
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    json_w_key_str(&w, SV("effective_date"), SUBJECT_NONE, day_text(ctx, terms->document.day));
    json_w_key_bool(&w, SV("effective"), SUBJECT_NONE, terms->is_effective);
    json_w_key_str(&w, SV("content"), SUBJECT_NONE, html.bytes);
    json_w_key_str(&w, SV("succeeded_by"), SUBJECT_NONE,
                   terms->next_day > 0 ? day_text(ctx, terms->next_day) : (struct sv){ 0 });
    json_w_object_end(&w);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_instance_terms(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    UNUSED(req);
    struct terms terms;
    TRY(service_get_terms(ctx, &terms));
    return terms_answer(ctx, res, &terms);
}

enum err mastodon_instance_terms_of(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    int64_t day_ms = 0;
    struct terms terms;
    if (!date_parse_day(http_request_value(req, SV("date")), &day_ms))
        return ERR_NOT_FOUND;
    TRY(service_get_terms_of(ctx, day_ms / MS_PER_DAY, &terms));
    return terms_answer(ctx, res, &terms);
}

enum err mastodon_instance_rules(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    UNUSED(req);
    struct instance_rule *rules = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(service_list_rules(ctx, &rules, &count));
    api_answer_begin(ctx, &w);
    entity_rules_render(&w, rules, count);
    return api_answer_end(ctx, res, &w);
}
