/* Filters, their words and the statuses they name. */
#include "api/answer.h"
#include "api/mastodon/entity/filter.h"
#include "api/mastodon/filter_request.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/request.h"
#include "base/num.h"
#include "base/vec.h"
#include "text/params.h"

#define KEYWORDS SV("keywords_attributes")

static enum err whole_answer(struct ctx *ctx, struct http_response *res,
                             const struct filter *filter, const struct filter_keyword *word)
{
    struct json_writer w;
    UNUSED(word);
    api_answer_begin(ctx, &w);
    entity_filter_render(ctx, &w, filter);
    return api_answer_end(ctx, res, &w);
}

static enum err keyword_answer(struct ctx *ctx, struct http_response *res,
                               const struct filter *filter, const struct filter_keyword *keyword)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    entity_filter_keyword_render(&w, filter->owner, keyword);
    return api_answer_end(ctx, res, &w);
}

static enum err status_answer(struct ctx *ctx, struct http_response *res,
                              const struct filter_status *status)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    entity_filter_status_render(&w, ctx->viewer.account, status);
    return api_answer_end(ctx, res, &w);
}

static bool is_true(struct sv value)
{
    return value.ptr != NULL && params_text_is_true(value);
}

static enum err keyword_read(struct ctx *ctx, const struct http_request *req, size_t index,
                             struct filter_keyword_edit *out)
{
    struct sv id;
    struct sv whole_word;
    struct sv gone;
    int64_t number = 0;
    (void)params_nested(req->params, KEYWORDS, index, SV("id"), &id);
    (void)params_nested(req->params, KEYWORDS, index, SV("keyword"), &out->keyword);
    (void)params_nested(req->params, KEYWORDS, index, SV("whole_word"), &whole_word);
    (void)params_nested(req->params, KEYWORDS, index, SV("_destroy"), &gone);
    if (id.len > 0 && !sv_to_i64(id, &number))
        return fail(ctx, ERR_NOT_FOUND, "id of a filter's word");
    out->id = filter_keyword_id(number);
    out->has_keyword = out->keyword.ptr != NULL;
    out->has_whole_word = whole_word.ptr != NULL;
    out->is_whole_word = is_true(whole_word);
    out->is_gone = is_true(gone);
    return ERR_OK;
}

static enum err keywords_read(struct ctx *ctx, const struct http_request *req,
                              struct filter_edit *edit)
{
    VEC(struct filter_keyword_edit) keywords = { 0 };
    struct sv any;
    for (size_t i = 0; params_nested(req->params, KEYWORDS, i, SV("keyword"), &any); i++) {
        if (i == FILTER_KEYWORDS_MAX)
            return fail(ctx, ERR_VALIDATION, "too many words");
        struct filter_keyword_edit keyword = { 0 };
        TRY(keyword_read(ctx, req, i, &keyword));
        *VEC_PUSH(ctx->arena, &keywords) = keyword;
    }
    edit->keywords = keywords.items;
    edit->keyword_count = keywords.count;
    return ERR_OK;
}

static enum err edit_read(struct ctx *ctx, const struct http_request *req, struct filter_edit *out)
{
    struct sv action = params_find(req->params, SV("filter_action"));
    *out = (struct filter_edit){
        .has_title = params_has(req->params, SV("title")),
        .title = params_find(req->params, SV("title")),
        .has_action = action.len > 0,
    };
    if (out->has_action && !filter_action_parse(action, &out->action))
        return fail(ctx, ERR_VALIDATION, "filter_action");
    TRY(filter_request_read(ctx, req, out));
    return keywords_read(ctx, req, out);
}

enum err mastodon_filter_list(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(req);
    struct filter *filters = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(service_list_filters(ctx, &filters, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        entity_filter_render(ctx, &w, &filters[i]);
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}

static enum err filter_get(struct ctx *ctx, const struct http_request *req, struct filter *out)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    return service_get_filter(ctx, filter_id(id), out);
}

enum err mastodon_filter_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct filter filter;
    TRY(filter_get(ctx, req, &filter));
    return whole_answer(ctx, res, &filter, NULL);
}

enum err mastodon_filter_create(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    struct filter_edit edit;
    struct filter filter;
    enum err err = edit_read(ctx, req, &edit);
    if (err == ERR_OK)
        err = service_new_filter(ctx, &edit, &filter);
    return filter_request_answer(ctx, req, res, &edit, err, &filter, whole_answer);
}

enum err mastodon_filter_update(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    int64_t id = 0;
    struct filter_edit edit;
    struct filter filter;
    TRY(mastodon_path_id(req, &id));
    enum err err = edit_read(ctx, req, &edit);
    if (err == ERR_OK)
        err = service_edit_filter(ctx, filter_id(id), &edit, &filter);
    return filter_request_answer(ctx, req, res, &edit, err, &filter, whole_answer);
}

enum err mastodon_filter_delete(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    TRY(service_delete_filter(ctx, filter_id(id)));
    mastodon_empty_answer(res);
    return ERR_OK;
}

enum err mastodon_filter_keywords(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    struct filter filter;
    struct json_writer w;
    TRY(filter_get(ctx, req, &filter));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < filter.keyword_count; i++)
        entity_filter_keyword_render(&w, filter.owner, &filter.keywords[i]);
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}

/* One word added or changed; answered with it as it is now. */
static enum err keyword_change(struct ctx *ctx, struct http_request *req, struct http_response *res,
                               struct filter_id id, struct filter_keyword_id keyword)
{
    struct filter filter;
    struct filter_keyword_edit one = {
        .id = keyword,
        .has_keyword = params_has(req->params, SV("keyword")),
        .keyword = params_find(req->params, SV("keyword")),
        .has_whole_word = params_has(req->params, SV("whole_word")),
        .is_whole_word = params_bool(req->params, SV("whole_word"), true),
    };
    struct filter_edit edit = { .keywords = &one, .keyword_count = 1 };
    enum err err = service_edit_filter(ctx, id, &edit, &filter);
    return filter_request_answer(ctx, req, res, &edit, err, &filter, keyword_answer);
}

enum err mastodon_filter_keyword_create(struct ctx *ctx, struct http_request *req,
                                        struct http_response *res)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    return keyword_change(ctx, req, res, filter_id(id), filter_keyword_id(0));
}

static enum err keyword_find(struct ctx *ctx, const struct http_request *req,
                             struct filter *out_filter, const struct filter_keyword **out)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    return service_find_filter_keyword(ctx, filter_keyword_id(id), out_filter, out);
}

enum err mastodon_filter_keyword_show(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    struct filter filter;
    const struct filter_keyword *keyword = NULL;
    TRY(keyword_find(ctx, req, &filter, &keyword));
    return keyword_answer(ctx, res, &filter, keyword);
}

enum err mastodon_filter_keyword_update(struct ctx *ctx, struct http_request *req,
                                        struct http_response *res)
{
    struct filter filter;
    const struct filter_keyword *keyword = NULL;
    TRY(keyword_find(ctx, req, &filter, &keyword));
    return keyword_change(ctx, req, res, filter.id, keyword->id);
}

enum err mastodon_filter_keyword_delete(struct ctx *ctx, struct http_request *req,
                                        struct http_response *res)
{
    struct filter filter;
    const struct filter_keyword *keyword = NULL;
    TRY(keyword_find(ctx, req, &filter, &keyword));
    struct filter_keyword_edit one = { .id = keyword->id, .is_gone = true };
    struct filter_edit edit = { .keywords = &one, .keyword_count = 1 };
    TRY(service_edit_filter(ctx, filter.id, &edit, &filter));
    mastodon_empty_answer(res);
    return ERR_OK;
}

enum err mastodon_filter_statuses(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    struct filter filter;
    struct json_writer w;
    TRY(filter_get(ctx, req, &filter));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < filter.status_count; i++)
        entity_filter_status_render(&w, filter.owner, &filter.statuses[i]);
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_filter_status_create(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    int64_t id = 0;
    int64_t status = 0;
    struct filter_status named;
    TRY(mastodon_path_id(req, &id));
    TRY(params_i64(req->params, SV("status_id"), 0, INT64_MAX, 0, &status));
    enum err err = service_add_filter_status(ctx, filter_id(id), status_id(status), &named);
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(ctx, req, res, SV("Status has already been taken"));
        return ERR_OK;
    }
    TRY(err);
    return status_answer(ctx, res, &named);
}

enum err mastodon_filter_status_show(struct ctx *ctx, struct http_request *req,
                                     struct http_response *res)
{
    int64_t id = 0;
    struct filter_status named;
    TRY(mastodon_path_id(req, &id));
    TRY(service_get_filter_status(ctx, filter_status_id(id), &named));
    return status_answer(ctx, res, &named);
}

enum err mastodon_filter_status_delete(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    int64_t id = 0;
    struct filter_status named;
    TRY(mastodon_path_id(req, &id));
    TRY(service_remove_filter_status(ctx, filter_status_id(id), &named));
    return status_answer(ctx, res, &named);
}
