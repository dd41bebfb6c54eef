/* The instance's documents. */
#include "api/mastodon/entity/instance.h"

#include "api/answer.h"
#include "api/mastodon/handlers.h"

typedef void document_render(struct ctx *ctx, struct json_writer *w,
                             const struct instance_totals *counts);

static enum err document_answer(struct ctx *ctx, struct http_response *res, document_render *render)
{
    struct json_writer w;
    struct instance_totals counts;
    TRY(service_total_instance(ctx, &counts));
    api_answer_begin(ctx, &w);
    render(ctx, &w, &counts);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_instance_show(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    UNUSED(req);
    return document_answer(ctx, res, entity_instance_render);
}

enum err mastodon_instance_show_v1(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    UNUSED(req);
    return document_answer(ctx, res, entity_instance_v1_render);
}

enum err mastodon_instance_peers(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    UNUSED(req);
    struct sv *names = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(service_list_peers(ctx, &names, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        json_w_str(&w, SUBJECT_NONE, names[i]);
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_instance_description(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    UNUSED(req);
    struct json_writer w;
    api_answer_begin(ctx, &w);
    entity_extended_description_render(ctx, &w);
    return api_answer_end(ctx, res, &w);
}
