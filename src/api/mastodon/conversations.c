/* Conversations. */
#include "api/answer.h"
#include "api/mastodon/entity/conversation.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "service/engine.h"
#include "service/list_conversations.h"

#define CONVERSATIONS_USUAL 20

enum err mastodon_conversation_list(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    struct paging paging;
    struct conversation_view *views = NULL;
    struct paging_span span = { 0 };
    size_t count = 0;
    struct json_writer w;
    TRY(mastodon_page_read(req, CONVERSATIONS_USUAL, &paging));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_list_conversations(ctx, &paging, &views, &count, &span));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        TRY(entity_conversation_render(ctx, &w, &views[i], epoch));
    json_w_array_end(&w);
    mastodon_page_link(ctx, req, res, span.newest, span.oldest);
    return api_answer_end(ctx, res, &w);
}

static enum err mark(struct ctx *ctx, struct http_request *req, struct http_response *res,
                     bool is_unread)
{
    int64_t id = 0;
    struct conversation_view view;
    struct json_writer w;
    TRY(mastodon_path_id(req, &id));
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_mark_conversation(ctx, conversation_id(id), is_unread, &view));
    api_answer_begin(ctx, &w);
    TRY(entity_conversation_render(ctx, &w, &view, epoch));
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_conversation_read(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    return mark(ctx, req, res, false);
}

enum err mastodon_conversation_unread(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    return mark(ctx, req, res, true);
}

enum err mastodon_conversation_delete(struct ctx *ctx, struct http_request *req,
                                      struct http_response *res)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    TRY(service_delete_conversation(ctx, conversation_id(id)));
    mastodon_empty_answer(res);
    return ERR_OK;
}
