/* Lists, and their timelines. */
#include "api/answer.h"
#include "api/mastodon/entity/list.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "service/engine.h"
#include "service/home.h"
#include "service/manage_list.h"
#include "text/params.h"

#define STATUSES_USUAL 20
#define MEMBERS_USUAL 40
#define MEMBERS_AT_ONCE 500

static enum err list_answer(struct ctx *ctx, struct http_response *res, const struct list *list)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    entity_list_render(&w, list);
    return api_answer_end(ctx, res, &w);
}

static enum err lists_answer(struct ctx *ctx, struct http_response *res, const struct list *lists,
                             size_t count)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        entity_list_render(&w, &lists[i]);
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_list_list(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    UNUSED(req);
    struct list *lists = NULL;
    size_t count = 0;
    TRY(service_list_lists(ctx, &lists, &count));
    return lists_answer(ctx, res, lists, count);
}

enum err mastodon_account_lists(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    int64_t id = 0;
    struct list *lists = NULL;
    size_t count = 0;
    TRY(mastodon_path_id(req, &id));
    TRY(service_list_lists_with(ctx, account_id(id), &lists, &count));
    return lists_answer(ctx, res, lists, count);
}

enum err mastodon_list_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    struct list list;
    TRY(mastodon_path_id(req, &id));
    TRY(service_get_list(ctx, list_id(id), &list));
    return list_answer(ctx, res, &list);
}

static enum err edit_read(struct ctx *ctx, const struct http_request *req, struct list_edit *out)
{
    struct sv replies = params_find(req->params, SV("replies_policy"));
    *out = (struct list_edit){
        .has_title = params_has(req->params, SV("title")),
        .title = params_find(req->params, SV("title")),
        .has_replies = replies.len > 0,
        .has_exclusive = params_has(req->params, SV("exclusive")),
        .is_exclusive = params_bool(req->params, SV("exclusive"), false),
    };
    if (out->has_replies && !list_replies_parse(replies, &out->replies))
        return fail(ctx, ERR_VALIDATION, "replies_policy");
    return ERR_OK;
}

/* The title is what may be wrong. */
static enum err title_refused(struct ctx *ctx, const struct http_request *req,
                              struct http_response *res, const struct list_edit *edit)
{
    bool is_blank = sv_trim(edit->title).len == 0;
    mastodon_validation_answer(ctx, req, res,
                               is_blank ? SV("Title can't be blank")
                                        : SV("Title is too long, or there are too many lists"));
    return ERR_OK;
}

enum err mastodon_list_create(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct list_edit edit;
    struct list list;
    TRY(edit_read(ctx, req, &edit));
    enum err err = service_new_list(ctx, &edit, &list);
    if (err == ERR_VALIDATION)
        return title_refused(ctx, req, res, &edit);
    TRY(err);
    return list_answer(ctx, res, &list);
}

enum err mastodon_list_update(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    struct list_edit edit;
    struct list list;
    TRY(mastodon_path_id(req, &id));
    TRY(edit_read(ctx, req, &edit));
    enum err err = service_edit_list(ctx, list_id(id), &edit, &list);
    if (err == ERR_VALIDATION)
        return title_refused(ctx, req, res, &edit);
    TRY(err);
    return list_answer(ctx, res, &list);
}

enum err mastodon_list_delete(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    TRY(service_delete_list(ctx, list_id(id)));
    mastodon_empty_answer(res);
    return ERR_OK;
}

/* limit=0 asks for all of them. */
enum err mastodon_list_members(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    struct paging paging;
    struct account_page page;
    bool wants_all = sv_eq(params_find(req->params, SV("limit")), SV("0"));
    TRY(mastodon_path_id(req, &id));
    TRY(mastodon_page_read(req, MEMBERS_USUAL, &paging));
    TRY(service_list_list_members(ctx, list_id(id), wants_all ? NULL : &paging, &page));
    return mastodon_accounts_answer(ctx, req, res, page.accounts, page.count,
                                    wants_all ? 0 : page.span.oldest,
                                    wants_all ? 0 : page.span.newest);
}

typedef enum err members_service(struct ctx *ctx, struct list_id id,
                                 const struct account_id *members, size_t count);

static enum err members_change(struct ctx *ctx, struct http_request *req, struct http_response *res,
                               members_service *service)
{
    int64_t id = 0;
    int64_t *ids = NULL;
    size_t count = 0;
    TRY(mastodon_path_id(req, &id));
    TRY(mastodon_ids_read(ctx, req, SV("account_ids"), MEMBERS_AT_ONCE, &ids, &count));
    struct account_id *members = ARENA_ARRAY(ctx->arena, struct account_id, count);
    for (size_t i = 0; i < count; i++)
        members[i] = account_id(ids[i]);
    enum err err = service(ctx, list_id(id), members, count);
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(ctx, req, res, SV("Account has already been taken"));
        return ERR_OK;
    }
    TRY(err);
    mastodon_empty_answer(res);
    return ERR_OK;
}

enum err mastodon_list_members_add(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    return members_change(ctx, req, res, service_add_list_members);
}

enum err mastodon_list_members_remove(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    return members_change(ctx, req, res, service_remove_list_members);
}

enum err mastodon_timeline_list(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    int64_t id = 0;
    struct paging paging;
    struct status_page page;
    TRY(mastodon_path_id(req, &id));
    TRY(mastodon_page_read(req, STATUSES_USUAL, &paging));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_list_list(ctx, list_id(id), &paging, &page));
    return mastodon_statuses_answer(ctx, req, res, &page, epoch);
}
