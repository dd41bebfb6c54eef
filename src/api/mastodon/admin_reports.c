/* Reports as moderators see them, and what they do with them. */
#include "api/answer.h"
#include "api/mastodon/entity/admin_report.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "service/engine.h"
#include "service/inspect_report.h"
#include "text/params.h"

#define REPORTS_USUAL 100

static enum err filter_read(const struct http_request *req, struct report_filter *out)
{
    int64_t reporter = 0;
    int64_t target = 0;
    TRY(params_i64(req->params, SV("account_id"), 0, INT64_MAX, 0, &reporter));
    TRY(params_i64(req->params, SV("target_account_id"), 0, INT64_MAX, 0, &target));
    *out = (struct report_filter){ .is_handled = params_bool(req->params, SV("resolved"), false),
                                   .reporter = account_id(reporter),
                                   .target = account_id(target) };
    return ERR_OK;
}

/* A page from the oldest is shown newest first as well. */
static void reverse(struct report *list, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct report other = list[i];
        list[i] = list[count - 1 - i];
        list[count - 1 - i] = other;
    }
}

enum err mastodon_admin_report_list(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    struct paging paging;
    struct paging_span span;
    struct report_filter filter;
    struct report *reports = NULL;
    struct inspected_report *list = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(mastodon_page_read(req, REPORTS_USUAL, &paging));
    TRY(filter_read(req, &filter));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_list_reports(ctx, &filter, &paging, &reports, &count, &span));
    if (paging.is_from_oldest)
        reverse(reports, count);
    bool is_full = count == paging.count;
    TRY(service_inspect_reports(ctx, reports, count, &list, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        TRY(entity_admin_report_render(ctx, &w, &list[i], epoch));
    json_w_array_end(&w);
    if (count > 0 || is_full) /* apps take what leads on from an empty page amiss */
        mastodon_page_link(ctx, req, res, span.newest, span.oldest);
    return api_answer_end(ctx, res, &w);
}

static enum err report_answer(struct ctx *ctx, struct http_response *res,
                              const struct report *report)
{
    struct inspected_report *list = NULL;
    size_t count = 0;
    struct json_writer w;
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_inspect_reports(ctx, report, 1, &list, &count));
    if (count == 0)
        return ERR_NOT_FOUND;
    api_answer_begin(ctx, &w);
    TRY(entity_admin_report_render(ctx, &w, &list[0], epoch));
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_admin_report_show(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    int64_t id = 0;
    struct report report;
    TRY(mastodon_path_id(req, &id));
    TRY(service_get_report(ctx, report_id(id), &report));
    return report_answer(ctx, res, &report);
}

typedef enum err report_service(struct ctx *ctx, struct report_id id, bool is_so,
                                struct report *out);

static enum err handled_answer(struct ctx *ctx, struct http_request *req, struct http_response *res,
                               report_service *service, bool is_so)
{
    int64_t id = 0;
    struct report report;
    TRY(mastodon_path_id(req, &id));
    TRY(service(ctx, report_id(id), is_so, &report));
    return report_answer(ctx, res, &report);
}

enum err mastodon_admin_report_assign(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    return handled_answer(ctx, req, res, service_take_report, true);
}

enum err mastodon_admin_report_unassign(struct ctx *ctx, struct http_request *req,
                                        struct http_response *res)
{
    return handled_answer(ctx, req, res, service_take_report, false);
}

enum err mastodon_admin_report_resolve(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    return handled_answer(ctx, req, res, service_close_report, true);
}

enum err mastodon_admin_report_reopen(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    return handled_answer(ctx, req, res, service_close_report, false);
}

enum err mastodon_admin_report_update(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    int64_t id = 0;
    struct report report;
    int64_t *rules = NULL;
    size_t rule_count = 0;
    struct sv category = params_find(req->params, SV("category"));
    TRY(mastodon_path_id(req, &id));
    TRY(service_get_report(ctx, report_id(id), &report));
    enum report_category now = report.category;
    if (category.len > 0 && !report_category_parse(category, &now)) {
        mastodon_validation_answer(ctx, req, res, SV("Category is not included in the list"));
        return ERR_OK;
    }
    if (params_has_any(req->params, SV("rule_ids")))
        TRY(mastodon_ids_read(ctx, req, SV("rule_ids"), INSTANCE_RULES_MAX, &rules, &rule_count));
    enum err err = service_sort_report(ctx, report_id(id), now, rules, rule_count, &report);
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(ctx, req, res, SV("Rule does not reference valid rules"));
        return ERR_OK;
    }
    TRY(err);
    return report_answer(ctx, res, &report);
}
