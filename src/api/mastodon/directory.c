/* The directory, and whom one might follow. */
#include "api/answer.h"
#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/suggestion.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "service/list_directory.h"
#include "service/suggest_account.h"
#include "text/params.h"

#define ACCOUNTS_USUAL 40

enum err mastodon_directory_list(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    size_t limit = 0;
    size_t offset = 0;
    const struct account *accounts = NULL;
    size_t count = 0;
    struct sv order = params_find(req->params, SV("order"));
    bool is_new = sv_eq(order, SV("new"));
    if (!is_new && order.len > 0 && !sv_eq(order, SV("active")))
        return fail(ctx, ERR_BAD_PARAM, "order");
    TRY(mastodon_offset_read(req, ACCOUNTS_USUAL, &limit, &offset));
    TRY(service_list_directory(ctx, is_new ? DIRECTORY_NEW : DIRECTORY_ACTIVE,
                               params_bool(req->params, SV("local"), false), offset, limit,
                               &accounts, &count));
    return mastodon_accounts_answer(ctx, req, res, accounts, count, 0, 0);
}

static enum err suggestions_answer(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res, bool is_v1)
{
    size_t limit = 0;
    size_t offset = 0;
    struct suggestion *list = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(mastodon_offset_read(req, ACCOUNTS_USUAL, &limit, &offset));
    TRY(service_suggest_accounts(ctx, limit, &list, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++) {
        if (is_v1)
            entity_account_render(ctx, &w, &list[i].account);
        else
            entity_suggestion_render(ctx, &w, &list[i]);
    }
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_suggestion_list(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    return suggestions_answer(ctx, req, res, false);
}

enum err mastodon_suggestion_list_v1(struct ctx *ctx, struct http_request *req,
                                     struct http_response *res)
{
    return suggestions_answer(ctx, req, res, true);
}

enum err mastodon_suggestion_delete(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    TRY(service_refuse_suggestion(ctx, account_id(id)));
    mastodon_empty_answer(res);
    return ERR_OK;
}
