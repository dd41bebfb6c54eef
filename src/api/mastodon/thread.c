/* Around a status: its thread, its history, and who reacted. */
#include "api/answer.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/entity/status_edit.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "service/edit_status.h"
#include "service/engine.h"
#include "service/favourite_status.h"
#include "service/view_thread.h"

#define ACCOUNTS_USUAL 40

enum err mastodon_status_history(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    int64_t id = 0;
    struct status_view view;
    struct status_version *versions = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(mastodon_path_id(req, &id));
    TRY(service_view_status(ctx, status_id(id), &view));
    TRY(service_list_versions(ctx, status_id(id), &versions, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        entity_status_edit_render(ctx, &w, &view, &versions[i]);
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}

typedef enum err reactors_service(struct ctx *ctx, struct status_id id, const struct paging *paging,
                                  struct reactor_page *out);

static enum err reactors_answer(struct ctx *ctx, struct http_request *req,
                                struct http_response *res, reactors_service *service)
{
    int64_t id = 0;
    struct paging paging;
    struct reactor_page page;
    TRY(mastodon_path_id(req, &id));
    TRY(mastodon_page_read(req, ACCOUNTS_USUAL, &paging));
    TRY(service(ctx, status_id(id), &paging, &page));
    return mastodon_accounts_answer(ctx, req, res, page.accounts, page.count, page.max_id,
                                    page.min_id);
}

enum err mastodon_status_favourited_by(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    return reactors_answer(ctx, req, res, service_list_favouriters);
}

enum err mastodon_status_reblogged_by(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    return reactors_answer(ctx, req, res, service_list_rebloggers);
}

static enum err list_render(struct ctx *ctx, struct json_writer *w, struct sv key,
                            const struct status_view *views, size_t count, uint64_t epoch)
{
    json_w_key_array(w, key);
    for (size_t i = 0; i < count; i++)
        TRY(entity_status_render(ctx, w, &views[i], epoch));
    json_w_array_end(w);
    return ERR_OK;
}

enum err mastodon_status_context(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    int64_t id = 0;
    struct thread_view thread;
    struct json_writer w;
    TRY(mastodon_path_id(req, &id));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_view_thread(ctx, status_id(id), &thread));
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    TRY(list_render(ctx, &w, SV("ancestors"), thread.ancestors, thread.ancestor_count, epoch));
    TRY(list_render(ctx, &w, SV("descendants"), thread.descendants, thread.descendant_count,
                    epoch));
    json_w_object_end(&w);
    return api_answer_end(ctx, res, &w);
}
