/* The instance's documents. */
#include "api/mastodon/entity/instance.h"

#include "api/answer.h"
#include "api/languages.h"
#include "api/mastodon/entity/admin_domain.h"
#include "api/mastodon/entity/tag_of.h"
#include "api/mastodon/handlers.h"
#include "base/clock.h"
#include "service/domain_rule.h"
#include "service/manage_rules.h"
#include "service/publish_document.h"
#include "text/params.h"

typedef void document_render(struct ctx *ctx, struct json_writer *w,
                             const struct instance_facts *facts);

static enum err facts_load(struct ctx *ctx, struct instance_facts *out)
{
    struct instance_facts facts = { 0 };
    struct instance_rule *rules = NULL;
    struct terms terms;
    TRY(service_total_instance(ctx, &facts.totals));
    TRY(service_list_rules(ctx, &rules, &facts.rule_count));
    facts.rules = rules;
    enum err err = service_get_terms(ctx, &terms);
    if (err != ERR_NOT_FOUND)
        TRY(err);
    facts.has_terms = err == ERR_OK;
    *out = facts;
    return ERR_OK;
}

static enum err document_answer(struct ctx *ctx, struct http_response *res, document_render *render)
{
    struct json_writer w;
    struct instance_facts facts;
    TRY(facts_load(ctx, &facts));
    api_answer_begin(ctx, &w);
    render(ctx, &w, &facts);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_instance_show(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    UNUSED(req);
    return document_answer(ctx, res, entity_instance_render);
}

enum err mastodon_instance_show_v1(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    UNUSED(req);
    return document_answer(ctx, res, entity_instance_v1_render);
}

static enum err names_answer(struct ctx *ctx, struct http_response *res, const struct sv *names,
                             size_t count)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        json_w_str(&w, SUBJECT_NONE, names[i]);
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_instance_peers(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    UNUSED(req);
    struct sv *names = NULL;
    size_t count = 0;
    TRY(service_list_peers(ctx, &names, &count));
    return names_answer(ctx, res, names, count);
}

enum err mastodon_peer_search(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct sv *names = NULL;
    size_t count = 0;
    TRY(service_search_peers(ctx, params_find(req->params, SV("q")), &names, &count));
    return names_answer(ctx, res, names, count);
}

/* Numbers as text, as the API has them here. */
static void week_render(struct ctx *ctx, struct json_writer *w, const struct instance_week *week)
{
    const struct {
        struct sv key;
        int64_t value;
    } rows[] = {
        { SV("week"), week->begin_ms / MS_PER_SECOND },
        { SV("statuses"), week->statuses },
        { SV("logins"), week->logins },
        { SV("registrations"), week->registrations },
    };

    json_w_object_begin(w);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        json_w_key_str(w, rows[i].key, SUBJECT_NONE,
                       sv_printf(ctx->arena, "%lld", (long long)rows[i].value));
    json_w_object_end(w);
}

enum err mastodon_instance_activity(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    UNUSED(req);
    struct instance_week weeks[INSTANCE_WEEKS_SHOWN];
    struct json_writer w;
    TRY(service_list_weeks(ctx, weeks));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < ARRAY_COUNT(weeks); i++)
        week_render(ctx, &w, &weeks[i]);
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_instance_domain_blocks(struct ctx *ctx, struct http_request *req,
                                         struct http_response *res)
{
    UNUSED(req);
    struct domain_rule *rules = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(service_list_public_domain_rules(ctx, &rules, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++) {
        json_w_object_begin(&w);
        json_w_key_str(&w, SV("domain"), SUBJECT_NONE, service_public_domain(ctx, &rules[i]));
        json_w_key_str(&w, SV("digest"), SUBJECT_NONE, service_domain_digest(ctx, rules[i].domain));
        json_w_key_str(&w, SV("severity"), SUBJECT_NONE,
                       entity_domain_severity_name(rules[i].severity));
        entity_key_str_or_null(&w, SV("comment"), SUBJECT_NONE, rules[i].public_comment);
        json_w_object_end(&w);
    }
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_instance_languages(struct ctx *ctx, struct http_request *req,
                                     struct http_response *res)
{
    UNUSED(req);
    struct json_writer w;
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < api_language_row_count; i++) {
        json_w_object_begin(&w);
        json_w_key_str(&w, SV("code"), SUBJECT_NONE, api_language_rows[i].tag);
        json_w_key_str(&w, SV("name"), SUBJECT_NONE, api_language_rows[i].english);
        json_w_object_end(&w);
    }
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}
