/* Reports, and domains that the viewer blocks. */
#include "api/answer.h"
#include "api/mastodon/entity/report.h"
#include "api/mastodon/entity/tag_of.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/request.h"
#include "model/instance_rule.h"
#include "service/block_domain.h"
#include "service/report_account.h"
#include "service/view_account.h"
#include "text/params.h"

static enum err draft_read(struct ctx *ctx, const struct http_request *req,
                           struct report_draft *out)
{
    struct sv category = params_find(req->params, SV("category"));
    int64_t target = 0;
    int64_t *ids = NULL;
    size_t count = 0;
    *out = (struct report_draft){ .comment = params_find(req->params, SV("comment")),
                                  .forwards = params_bool(req->params, SV("forward"), false) };
    TRY(params_i64(req->params, SV("account_id"), 0, INT64_MAX, 0, &target));
    if (category.len > 0 && !report_category_parse(category, &out->category))
        return fail(ctx, ERR_VALIDATION, "category");
    TRY(mastodon_ids_read(ctx, req, SV("status_ids"), REPORT_STATUSES_MAX, &ids, &count));
    struct status_id *statuses = ARENA_ARRAY(ctx->arena, struct status_id, count);
    for (size_t i = 0; i < count; i++)
        statuses[i] = status_id(ids[i]);
    out->statuses = statuses;
    out->status_count = count;
    TRY(mastodon_ids_read(ctx, req, SV("rule_ids"), INSTANCE_RULES_MAX, &ids, &count));
    out->rules = ids;
    out->rule_count = count;
    if (category.len == 0 && count > 0)
        out->category = REPORT_VIOLATION;
    out->target = account_id(target);
    return ERR_OK;
}

enum err mastodon_report_create(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    struct report_draft draft;
    struct report report;
    struct account target;
    struct json_writer w;
    TRY(draft_read(ctx, req, &draft));
    TRY(service_report_account(ctx, &draft, &report));
    TRY(service_view_account(ctx, report.target, &target));
    api_answer_begin(ctx, &w);
    entity_report_render(ctx, &w, &report, &target);
    return api_answer_end(ctx, res, &w);
}

typedef enum err domain_service(struct ctx *ctx, struct sv domain);

static enum err domain_answer(struct ctx *ctx, struct http_request *req, struct http_response *res,
                              domain_service *service)
{
    enum err err = service(ctx, params_find(req->params, SV("domain")));
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(ctx, req, res, SV("Domain is not a valid domain name"));
        return ERR_OK;
    }
    TRY(err);
    mastodon_empty_answer(res);
    return ERR_OK;
}

enum err mastodon_domain_block_create(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    return domain_answer(ctx, req, res, service_block_domain);
}

enum err mastodon_domain_block_delete(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    return domain_answer(ctx, req, res, service_unblock_domain);
}

enum err mastodon_domain_block_preview(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    struct json_writer w;
    struct domain_block_preview preview;
    struct subject about = subject_of(ctx->viewer.account, CLASS_RELATIONS);
    enum err err =
        service_preview_domain_block(ctx, params_find(req->params, SV("domain")), &preview);
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(ctx, req, res, SV("Domain is not a valid domain name"));
        return ERR_OK;
    }
    TRY(err);
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    json_w_key_i64(&w, SV("following_count"), about, preview.following);
    json_w_key_i64(&w, SV("followers_count"), about, preview.followers);
    json_w_object_end(&w);
    return api_answer_end(ctx, res, &w);
}
