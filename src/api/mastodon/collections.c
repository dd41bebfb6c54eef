/* Collections: make, show, fill, leave.
 *
 * Spec: Mastodon API 4.6, methods collections
 */
#include "api/answer.h"
#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/collection.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "base/num.h"
#include "service/engine.h"
#include "service/manage_collection.h"
#include "text/params.h"

#define COLLECTIONS_USUAL 20 /* forty at most: each comes with all that are in it */

static enum err wrapped_answer(struct ctx *ctx, struct http_response *res,
                               const struct collection_view *view)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    json_w_key(&w, SV("collection"));
    entity_collection_render(ctx, &w, view);
    json_w_object_end(&w);
    return api_answer_end(ctx, res, &w);
}

static enum err list_answer(struct ctx *ctx, struct http_response *res,
                            const struct collection_view *views, size_t count)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    json_w_key_array(&w, SV("collections"));
    for (size_t i = 0; i < count; i++)
        entity_collection_render(ctx, &w, &views[i]);
    json_w_array_end(&w);
    json_w_object_end(&w);
    return api_answer_end(ctx, res, &w);
}

/* The number in the path behind `name`. */
static enum err path_number(const struct http_request *req, struct sv name, int64_t *out)
{
    bool is_right = sv_to_i64_in(http_request_value(req, name), 1, INT64_MAX, out);
    return is_right ? ERR_OK : ERR_NOT_FOUND;
}

static struct collection_edit edit_read(const struct params *p)
{
    return (struct collection_edit){
        .has_name = params_has(p, SV("name")),
        .name = params_find(p, SV("name")),
        .has_description = params_has(p, SV("description")),
        .description = params_find(p, SV("description")),
        .has_tag = params_has(p, SV("tag_name")),
        .tag = params_find(p, SV("tag_name")),
        .has_language = params_has(p, SV("language")),
        .language = params_find(p, SV("language")),
        .has_sensitive = params_has(p, SV("sensitive")),
        .is_sensitive = params_bool(p, SV("sensitive"), false),
        .has_discoverable = params_has(p, SV("discoverable")),
        .is_discoverable = params_bool(p, SV("discoverable"), false),
    };
}

/* What may be wrong with one, or with who is to be in it; true when that is the answer. */
static bool is_refused(struct ctx *ctx, const struct http_request *req, struct http_response *res,
                       enum err err)
{
    if (err == ERR_DUPLICATE)
        mastodon_validation_answer(ctx, req, res, SV("Account has already been taken"));
    else if (err == ERR_VALIDATION)
        mastodon_validation_answer(
            ctx, req, res,
            SV("A name of at most 40 characters, a description of at most 100, a hashtag and a "
               "language, at most 25 accounts in a collection, and at most 10 collections"));
    else if (err == ERR_FORBIDDEN)
        http_response_error_text(req, res, ERR_FORBIDDEN,
                                 SV("This account cannot be added to collections, or the "
                                    "collection is not yours"));
    return err == ERR_DUPLICATE || err == ERR_VALIDATION || err == ERR_FORBIDDEN;
}

enum err mastodon_collection_create(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    int64_t *ids = NULL;
    size_t count = 0;
    struct collection_view view;
    struct collection_edit edit = edit_read(req->params);
    enum err err =
        mastodon_ids_read(ctx, req, SV("account_ids"), COLLECTION_ITEMS_MAX, &ids, &count);
    if (err == ERR_OK) {
        struct account_id *accounts = ARENA_ARRAY(ctx->arena, struct account_id, count);
        for (size_t i = 0; i < count; i++)
            accounts[i] = account_id(ids[i]);
        err = service_new_collection(ctx, &edit, accounts, count, &view);
    }
    if (is_refused(ctx, req, res, err))
        return ERR_OK;
    TRY(err);
    return wrapped_answer(ctx, res, &view);
}

enum err mastodon_collection_show(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    int64_t id = 0;
    struct collection_view view;
    struct json_writer w;
    TRY(path_number(req, SV("collection_id"), &id));
    TRY(service_get_collection(ctx, collection_id(id), &view));
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    json_w_key_array(&w, SV("accounts"));
    entity_account_render(ctx, &w, view.owner);
    for (size_t i = 0; i < view.collection.item_count; i++)
        entity_account_render(ctx, &w, &view.accounts[i]);
    json_w_array_end(&w);
    json_w_key(&w, SV("collection"));
    entity_collection_render(ctx, &w, &view);
    json_w_object_end(&w);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_collection_update(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    int64_t id = 0;
    struct collection_view view;
    struct collection_edit edit = edit_read(req->params);
    TRY(path_number(req, SV("collection_id"), &id));
    enum err err = service_edit_collection(ctx, collection_id(id), &edit, &view);
    if (is_refused(ctx, req, res, err))
        return ERR_OK;
    TRY(err);
    return wrapped_answer(ctx, res, &view);
}

enum err mastodon_collection_delete(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    int64_t id = 0;
    TRY(path_number(req, SV("collection_id"), &id));
    TRY(service_delete_collection(ctx, collection_id(id)));
    mastodon_empty_answer(res);
    return ERR_OK;
}

enum err mastodon_account_collections(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    int64_t id = 0;
    size_t limit = 0;
    size_t offset = 0;
    struct collection_view *views = NULL;
    size_t count = 0;
    TRY(mastodon_path_id(req, &id));
    TRY(mastodon_offset_read(req, COLLECTIONS_USUAL, &limit, &offset));
    TRY(service_list_collections(ctx, account_id(id), &views, &count));
    if (offset > count)
        offset = count;
    if (limit > count - offset)
        limit = count - offset;
    return list_answer(ctx, res, limit > 0 ? &views[offset] : NULL, limit);
}

/* Only of oneself. */
enum err mastodon_account_in_collections(struct ctx *ctx, struct http_request *req,
                                         struct http_response *res)
{
    int64_t id = 0;
    size_t limit = 0;
    size_t offset = 0;
    struct collection_view *views = NULL;
    size_t count = 0;
    bool has_more = false;
    TRY(mastodon_path_id(req, &id));
    TRY(mastodon_offset_read(req, COLLECTIONS_USUAL, &limit, &offset));
    if (!account_id_eq(account_id(id), ctx->viewer.account))
        return fail(ctx, ERR_FORBIDDEN, "what others are in");
    TRY(service_list_collections_with(ctx, (int64_t)offset, (int64_t)limit, &views, &count,
                                      &has_more));
    if (has_more)
        http_response_header(
            res, "Link",
            sv_printf(ctx->arena,
                      "<%" SV_FMT "/api/v1/accounts/%lld/in_collections?limit=%zu&offset=%zu>; "
                      "rel=\"next\"",
                      SV_ARG(ctx->engine->site.base), (long long)id, limit, offset + limit));
    return list_answer(ctx, res, views, count);
}

enum err mastodon_collection_add(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    int64_t id = 0;
    int64_t account = 0;
    struct collection_item item;
    struct json_writer w;
    struct sv text = params_find(req->params, SV("account_id"));
    TRY(path_number(req, SV("collection_id"), &id));
    if (text.len == 0) {
        mastodon_validation_answer(ctx, req, res, SV("account_id is missing"));
        return ERR_OK;
    }
    if (!sv_to_i64_in(text, 1, INT64_MAX, &account))
        return fail(ctx, ERR_NOT_FOUND, "no account");
    enum err err = service_add_to_collection(ctx, collection_id(id), account_id(account), &item);
    if (is_refused(ctx, req, res, err))
        return ERR_OK;
    TRY(err);
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    json_w_key(&w, SV("collection_item"));
    entity_collection_item_render(ctx, &w, &item);
    json_w_object_end(&w);
    return api_answer_end(ctx, res, &w);
}

typedef enum err item_service(struct ctx *ctx, struct collection_id id,
                              struct collection_item_id item);

static enum err item_end(struct ctx *ctx, struct http_request *req, struct http_response *res,
                         item_service *service)
{
    int64_t id = 0;
    int64_t item = 0;
    TRY(path_number(req, SV("collection_id"), &id));
    TRY(path_number(req, SV("item_id"), &item));
    TRY(service(ctx, collection_id(id), collection_item_id(item)));
    mastodon_empty_answer(res);
    return ERR_OK;
}

enum err mastodon_collection_remove(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    return item_end(ctx, req, res, service_remove_from_collection);
}

enum err mastodon_collection_leave(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    return item_end(ctx, req, res, service_leave_collection);
}
