/* Filter request. */
#include "api/mastodon/filter_request.h"

#include "api/mastodon/request.h"
#include "base/clock.h"
#include "text/params.h"

#define EXPIRY_MAX_S (100 * 366 * MS_PER_DAY / MS_PER_SECOND)

static enum err contexts_read(struct ctx *ctx, const struct http_request *req,
                              struct filter_edit *edit)
{
    struct sv *names = NULL;
    size_t count = params_list(req->params, SV("context"), &names);
    for (size_t i = 0; i < count; i++) {
        unsigned bit = 0;
        if (!filter_context_parse(names[i], &bit))
            return fail(ctx, ERR_VALIDATION, "context of a filter");
        edit->contexts |= bit;
    }
    edit->has_contexts = count > 0;
    return ERR_OK;
}

/* Empty or null: never over. */
static enum err expiry_read(struct ctx *ctx, const struct http_request *req,
                            struct filter_edit *edit)
{
    int64_t expires_s = 0;
    edit->has_expiry = params_has(req->params, SV("expires_in"));
    TRY(params_i64(req->params, SV("expires_in"), 0, EXPIRY_MAX_S, 0, &expires_s));
    if (expires_s > 0)
        edit->expires_ms = ctx->now_ms + expires_s * MS_PER_SECOND;
    return ERR_OK;
}

enum err filter_request_read(struct ctx *ctx, const struct http_request *req,
                             struct filter_edit *edit)
{
    TRY(contexts_read(ctx, req, edit));
    return expiry_read(ctx, req, edit);
}

static struct sv refusal_of(const struct filter_edit *edit)
{
    if (edit->has_title && sv_trim(edit->title).len == 0)
        return SV("Title can't be blank");
    if (edit->contexts == 0 && (edit->has_contexts || edit->has_title))
        return SV("Context can't be blank");
    return SV("Keywords can't be blank, and are limited in length and number");
}

/* A new one is the last. */
static const struct filter_keyword *word_of(const struct filter_edit *edit,
                                            const struct filter *filter)
{
    if (filter->keyword_count == 0)
        return NULL;
    for (size_t i = 0; edit->keyword_count > 0 && i < filter->keyword_count; i++)
        if (filter_keyword_id_eq(filter->keywords[i].id, edit->keywords[0].id))
            return &filter->keywords[i];
    return &filter->keywords[filter->keyword_count - 1];
}

enum err filter_request_answer(struct ctx *ctx, const struct http_request *req,
                               struct http_response *res, const struct filter_edit *edit,
                               enum err err, const struct filter *filter, filter_answer *answer)
{
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(ctx, req, res, refusal_of(edit));
        return ERR_OK;
    }
    TRY(err);
    return answer(ctx, res, filter, word_of(edit, filter));
}
