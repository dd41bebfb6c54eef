/* Answer. */
#include "api/answer.h"

#include "cache/value.h"
#include "consent/policy.h"
#include "service/engine.h"

void api_answer_begin(struct ctx *ctx, struct json_writer *w)
{
    json_w_init(w, ctx->arena, API_ANSWER_BYTES_MAX);
}

enum err api_consent_check(struct ctx *ctx, const struct json_fragment *fragment)
{
    struct consent_policy policy = { .meter = ctx->engine->consent };
    bool is_fine = consent_allows(&policy, &ctx->viewer, ctx->now_ms, fragment->subjects,
                                  fragment->subject_count);
    return is_fine ? ERR_OK : fail(ctx, ERR_FORBIDDEN, "refused by the consent policy");
}

enum err api_answer_finish(struct ctx *ctx, struct http_response *res, struct json_writer *w,
                           struct json_fragment *out)
{
    TRY(json_w_finish(w, out));
    TRY(api_consent_check(ctx, out));
    int status = res->status;
    http_response_json(res, out->bytes);
    res->status = status;
    return ERR_OK;
}

enum err api_answer_end(struct ctx *ctx, struct http_response *res, struct json_writer *w)
{
    struct json_fragment fragment;
    return api_answer_finish(ctx, res, w, &fragment);
}

struct cache_value *api_value_new(const struct json_fragment *fragment)
{
    struct sv spans =
        sv_make((const char *)fragment->spans, fragment->span_count * sizeof(struct json_span));
    return cache_value_new(fragment->bytes, spans);
}

struct json_fragment api_value_fragment(const struct cache_value *value)
{
    return (struct json_fragment){
        .bytes = value->bytes,
        .spans = (const struct json_span *)(const void *)value->spans.ptr,
        .span_count = value->spans.len / sizeof(struct json_span),
    };
}
