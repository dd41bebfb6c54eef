/* Rules for other servers: those that allow, and all others. */
#include "api/answer.h"
#include "api/mastodon/entity/admin_domain.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "service/domain_rule.h"
#include "text/params.h"

#define RULES_USUAL 100

typedef void rule_render(struct ctx *ctx, struct json_writer *w, const struct domain_rule *rule);

static rule_render *render_of(const struct domain_rule *rule)
{
    return rule->severity == DOMAIN_ALLOW ? entity_admin_domain_allow_render
                                          : entity_admin_domain_block_render;
}

static enum err rule_answer(struct ctx *ctx, struct http_response *res,
                            const struct domain_rule *rule)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    render_of(rule)(ctx, &w, rule);
    return api_answer_end(ctx, res, &w);
}

static enum err rules_answer(struct ctx *ctx, struct http_request *req, struct http_response *res,
                             bool allows)
{
    struct paging paging;
    struct paging_span span = { 0 };
    struct domain_rule *rules = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(mastodon_page_read(req, RULES_USUAL, &paging));
    TRY(service_list_domain_rules_of(ctx, allows, &paging, &rules, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++) {
        /* A page from the oldest is shown newest first as well. */
        const struct domain_rule *rule = &rules[paging.is_from_oldest ? count - 1 - i : i];
        render_of(rule)(ctx, &w, rule);
        paging_span_add(&span, rule->id);
    }
    json_w_array_end(&w);
    mastodon_page_link(ctx, req, res, span.newest, span.oldest);
    return api_answer_end(ctx, res, &w);
}

/* A rule of the other sort is not there. */
static enum err path_rule_get(struct ctx *ctx, const struct http_request *req, bool allows,
                              struct domain_rule *out)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    TRY(service_get_domain_rule(ctx, id, out));
    return (out->severity == DOMAIN_ALLOW) == allows ? ERR_OK : ERR_NOT_FOUND;
}

static enum err rule_delete(struct ctx *ctx, struct http_request *req, struct http_response *res,
                            bool allows)
{
    struct domain_rule rule;
    TRY(path_rule_get(ctx, req, allows, &rule));
    TRY(service_delete_domain_rule(ctx, rule.id));
    mastodon_empty_answer(res);
    return ERR_OK;
}

/* What is not sent stays as it is. */
static enum err draft_read(struct ctx *ctx, const struct params *params, struct domain_rule *rule)
{
    static const enum domain_severity severities[] = { DOMAIN_SILENCE, DOMAIN_BLOCK, DOMAIN_NOOP };
    struct sv severity = params_find(params, SV("severity"));
    bool is_known = severity.len == 0;
    for (size_t i = 0; i < ARRAY_COUNT(severities); i++) {
        if (!sv_eq(severity, entity_domain_severity_name(severities[i])))
            continue;
        rule->severity = severities[i];
        is_known = true;
    }
    rule->rejects_media = params_bool(params, SV("reject_media"), rule->rejects_media);
    rule->rejects_reports = params_bool(params, SV("reject_reports"), rule->rejects_reports);
    rule->is_obfuscated = params_bool(params, SV("obfuscate"), rule->is_obfuscated);
    if (params_has(params, SV("private_comment")))
        rule->comment = sv_trim(params_find(params, SV("private_comment")));
    if (params_has(params, SV("public_comment")))
        rule->public_comment = sv_trim(params_find(params, SV("public_comment")));
    return is_known ? ERR_OK : fail(ctx, ERR_VALIDATION, "severity");
}

static enum err existing_answer(struct ctx *ctx, struct http_response *res,
                                const struct domain_rule *rule)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    json_w_key_str(&w, SV("error"), SUBJECT_NONE, SV("There is a rule for this domain already"));
    json_w_key(&w, SV("existing_domain_block"));
    render_of(rule)(ctx, &w, rule);
    json_w_object_end(&w);
    res->status = 422;
    return api_answer_end(ctx, res, &w);
}

static enum err made_answer(struct ctx *ctx, const struct http_request *req,
                            struct http_response *res, enum err err, const struct domain_rule *rule)
{
    if (err == ERR_DUPLICATE)
        return existing_answer(ctx, res, rule);
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(
            ctx, req, res,
            SV("Domain is not a domain name, severity no severity, or a comment too long"));
        return ERR_OK;
    }
    TRY(err);
    return rule_answer(ctx, res, rule);
}

enum err mastodon_admin_domain_block_list(struct ctx *ctx, struct http_request *req,
                                          struct http_response *res)
{
    return rules_answer(ctx, req, res, false);
}

enum err mastodon_admin_domain_block_show(struct ctx *ctx, struct http_request *req,
                                          struct http_response *res)
{
    struct domain_rule rule;
    TRY(path_rule_get(ctx, req, false, &rule));
    return rule_answer(ctx, res, &rule);
}

enum err mastodon_admin_domain_block_create(struct ctx *ctx, struct http_request *req,
                                            struct http_response *res)
{
    struct domain_rule rule;
    struct domain_rule draft = { .domain = params_find(req->params, SV("domain")),
                                 .severity = DOMAIN_SILENCE };
    enum err err = draft_read(ctx, req->params, &draft);
    if (err == ERR_OK)
        err = service_new_domain_rule(ctx, &draft, &rule);
    return made_answer(ctx, req, res, err, &rule);
}

enum err mastodon_admin_domain_block_update(struct ctx *ctx, struct http_request *req,
                                            struct http_response *res)
{
    struct domain_rule rule;
    TRY(path_rule_get(ctx, req, false, &rule));
    enum err err = draft_read(ctx, req->params, &rule);
    if (err == ERR_OK)
        err = service_edit_domain_rule(ctx, rule.id, &rule, &rule);
    return made_answer(ctx, req, res, err, &rule);
}

enum err mastodon_admin_domain_block_delete(struct ctx *ctx, struct http_request *req,
                                            struct http_response *res)
{
    return rule_delete(ctx, req, res, false);
}

enum err mastodon_admin_domain_allow_list(struct ctx *ctx, struct http_request *req,
                                          struct http_response *res)
{
    return rules_answer(ctx, req, res, true);
}

enum err mastodon_admin_domain_allow_show(struct ctx *ctx, struct http_request *req,
                                          struct http_response *res)
{
    struct domain_rule rule;
    TRY(path_rule_get(ctx, req, true, &rule));
    return rule_answer(ctx, res, &rule);
}

/* What is allowed already is fine. */
enum err mastodon_admin_domain_allow_create(struct ctx *ctx, struct http_request *req,
                                            struct http_response *res)
{
    struct domain_rule rule;
    struct domain_rule draft = { .domain = params_find(req->params, SV("domain")),
                                 .severity = DOMAIN_ALLOW };
    enum err err = service_new_domain_rule(ctx, &draft, &rule);
    if (err == ERR_DUPLICATE && rule.severity == DOMAIN_ALLOW)
        err = ERR_OK;
    return made_answer(ctx, req, res, err, &rule);
}

enum err mastodon_admin_domain_allow_delete(struct ctx *ctx, struct http_request *req,
                                            struct http_response *res)
{
    return rule_delete(ctx, req, res, true);
}
