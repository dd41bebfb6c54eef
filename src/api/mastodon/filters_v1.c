/* Filters as the first version of the API has them: each word is one, with the context and expiry of the filter it is in. */
#include "api/answer.h"
#include "api/mastodon/entity/filter.h"
#include "api/mastodon/filter_request.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/request.h"
#include "text/params.h"

static enum err word_answer(struct ctx *ctx, struct http_response *res, const struct filter *filter,
                            const struct filter_keyword *keyword)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    entity_filter_v1_render(ctx, &w, filter, keyword);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_filter_list_v1(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    UNUSED(req);
    struct filter *filters = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(service_list_filters(ctx, &filters, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < filters[i].keyword_count; j++)
            entity_filter_v1_render(ctx, &w, &filters[i], &filters[i].keywords[j]);
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}

static enum err word_find(struct ctx *ctx, const struct http_request *req,
                          struct filter *out_filter, const struct filter_keyword **out)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    return service_find_filter_keyword(ctx, filter_keyword_id(id), out_filter, out);
}

enum err mastodon_filter_show_v1(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    struct filter filter;
    const struct filter_keyword *keyword = NULL;
    TRY(word_find(ctx, req, &filter, &keyword));
    return word_answer(ctx, res, &filter, keyword);
}

/* A filter of one word, which is its title too. */
static enum err edit_read(struct ctx *ctx, const struct http_request *req,
                          struct filter_keyword_edit *word, struct filter_edit *out)
{
    struct sv phrase = params_find(req->params, SV("phrase"));
    word->has_keyword = params_has(req->params, SV("phrase"));
    word->keyword = phrase;
    word->has_whole_word = true;
    word->is_whole_word = params_bool(req->params, SV("whole_word"), false);
    *out = (struct filter_edit){
        .has_title = word->has_keyword,
        .title = phrase,
        .has_action = params_has(req->params, SV("irreversible")),
        .action = params_bool(req->params, SV("irreversible"), false) ? FILTER_HIDE : FILTER_WARN,
        .keywords = word,
        .keyword_count = 1,
    };
    return filter_request_read(ctx, req, out);
}

enum err mastodon_filter_create_v1(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    struct filter_keyword_edit word = { 0 };
    struct filter_edit edit;
    struct filter filter;
    enum err err = edit_read(ctx, req, &word, &edit);
    word.has_keyword = true;
    if (err == ERR_OK)
        err = service_new_filter(ctx, &edit, &filter);
    return filter_request_answer(ctx, req, res, &edit, err, &filter, word_answer);
}

enum err mastodon_filter_update_v1(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    struct filter filter;
    const struct filter_keyword *keyword = NULL;
    struct filter_edit edit;
    TRY(word_find(ctx, req, &filter, &keyword));
    struct filter_keyword_edit word = { .id = keyword->id };
    enum err err = edit_read(ctx, req, &word, &edit);
    /* The title of a filter with more words is not this one's to change. */
    edit.has_title = edit.has_title && filter.keyword_count == 1;
    if (err == ERR_OK)
        err = service_edit_filter(ctx, filter.id, &edit, &filter);
    return filter_request_answer(ctx, req, res, &edit, err, &filter, word_answer);
}

/* A filter that has no word left goes with it. */
enum err mastodon_filter_delete_v1(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    struct filter filter;
    const struct filter_keyword *keyword = NULL;
    TRY(word_find(ctx, req, &filter, &keyword));
    struct filter_keyword_edit word = { .id = keyword->id, .is_gone = true };
    struct filter_edit edit = { .keywords = &word, .keyword_count = 1 };
    if (filter.keyword_count == 1)
        TRY(service_delete_filter(ctx, filter.id));
    else
        TRY(service_edit_filter(ctx, filter.id, &edit, &filter));
    mastodon_empty_answer(res);
    return ERR_OK;
}
