/* The instance's documents. Their totals are counted at most once in ten minutes. */
#include "api/mastodon/entity/instance.h"

#include "api/answer.h"
#include "api/mastodon/handlers.h"
#include "base/clock.h"
#include "cache/cache.h"
#include "service/engine.h"

#define COUNTED_FOR_MS (10 * MS_PER_MINUTE)

typedef void document_render(struct ctx *ctx, struct json_writer *w,
                             const struct instance_totals *counts);

/* The documents are nobody's, so their bytes need no tags. */
static enum err document_make(struct ctx *ctx, const struct cache_key *key, document_render *render,
                              struct sv *out)
{
    struct json_writer w;
    struct json_fragment fragment;
    struct instance_totals counts;
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_total_instance(ctx, &counts));
    api_answer_begin(ctx, &w);
    render(ctx, &w, &counts);
    TRY(json_w_finish(&w, &fragment));
    struct cache_value *value = cache_value_new(fragment.bytes, SV(""));
    cache_put(ctx->engine->cache, key, account_id(0), NULL, 0, value, epoch);
    cache_value_unref(value);
    *out = fragment.bytes;
    return ERR_OK;
}

static enum err document_answer(struct ctx *ctx, struct http_response *res, struct sv name,
                                document_render *render)
{
    struct sv period = sv_printf(ctx->arena, "%" SV_FMT " %lld", SV_ARG(name),
                                 (long long)(ctx->now_ms / COUNTED_FOR_MS));
    struct cache_key key = { .kind = CACHE_KIND_SITE, .name = period };
    struct cache_value *value = cache_find(ctx->engine->cache, &key);
    struct sv bytes;
    if (value != NULL) {
        bytes = sv_copy(ctx->arena, value->bytes);
        cache_value_unref(value);
    } else {
        TRY(document_make(ctx, &key, render, &bytes));
    }
    http_response_json(res, bytes);
    return ERR_OK;
}

enum err mastodon_instance_show(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    UNUSED(req);
    return document_answer(ctx, res, SV("api/v2/instance"), entity_instance_render);
}

enum err mastodon_instance_show_v1(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    UNUSED(req);
    return document_answer(ctx, res, SV("api/v1/instance"), entity_instance_v1_render);
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
