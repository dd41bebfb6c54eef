/* Requests and answers as most handlers of the client API need them. */
#include "api/mastodon/request.h"

#include "api/answer.h"
#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/relationship.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/page.h"
#include "base/num.h"
#include "service/engine.h"
#include "service/note_account.h"
#include "text/params.h"

enum err mastodon_path_id(const struct http_request *req, int64_t *out)
{
    struct sv text = http_request_value(req, SV("id"));
    return sv_to_i64_in(text, 1, INT64_MAX, out) ? ERR_OK : ERR_NOT_FOUND;
}

static bool holds(const int64_t *ids, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++) {
        if (ids[i] == id)
            return true;
    }
    return false;
}

enum err mastodon_ids_read(struct ctx *ctx, const struct http_request *req, struct sv name,
                           size_t most, int64_t **out, size_t *out_count)
{
    struct sv *texts = NULL;
    size_t text_count = params_list(req->params, name, &texts);
    int64_t *ids = ARENA_ARRAY(ctx->arena, int64_t, most);
    size_t count = 0;
    for (size_t i = 0; i < text_count; i++) {
        int64_t id = 0;
        if (!sv_to_i64_in(texts[i], 1, INT64_MAX, &id) || holds(ids, count, id))
            continue;
        if (count == most)
            return fail(ctx, ERR_VALIDATION, "more ids than allowed");
        ids[count++] = id;
    }
    *out = ids;
    *out_count = count;
    return ERR_OK;
}

enum err mastodon_view_answer(struct ctx *ctx, struct http_response *res,
                              const struct status_view *view, uint64_t epoch)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    TRY(entity_status_render(ctx, &w, view, epoch));
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_status_answer(struct ctx *ctx, struct http_response *res, struct status_id id)
{
    struct status_view view;
    uint64_t epoch = engine_begin_read(ctx);
    TRY(service_view_status(ctx, id, &view));
    return mastodon_view_answer(ctx, res, &view, epoch);
}

enum err mastodon_statuses_answer(struct ctx *ctx, const struct http_request *req,
                                  struct http_response *res, const struct status_page *page,
                                  uint64_t epoch)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < page->count; i++)
        TRY(entity_status_render(ctx, &w, &page->views[i], epoch));
    json_w_array_end(&w);
    mastodon_page_link(ctx, req, res, page->min_id, page->max_id);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_accounts_answer(struct ctx *ctx, const struct http_request *req,
                                  struct http_response *res, const struct account *accounts,
                                  size_t count, int64_t max_id, int64_t min_id)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        entity_account_render(ctx, &w, &accounts[i]);
    json_w_array_end(&w);
    mastodon_page_link(ctx, req, res, min_id, max_id);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_relationship_answer(struct ctx *ctx, struct http_response *res,
                                      const struct relationship *relationship)
{
    struct json_writer w;
    struct relationship noted = *relationship;
    TRY(service_hang_notes(ctx, &noted, 1));
    api_answer_begin(ctx, &w);
    entity_relationship_render(ctx, &w, &noted);
    return api_answer_end(ctx, res, &w);
}

void mastodon_empty_answer(struct http_response *res)
{
    http_response_json(res, SV("{}"));
}

void mastodon_validation_answer(struct ctx *ctx, const struct http_request *req,
                                struct http_response *res, struct sv text)
{
    struct sv parts[] = { SV("Validation failed: "), text };
    http_response_error_text(req, res, ERR_VALIDATION,
                             sv_concat(ctx->arena, parts, ARRAY_COUNT(parts)));
}

enum err mastodon_fields_answer(struct ctx *ctx, struct http_response *res,
                                const struct field_errors *errors)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    json_w_key_str(&w, SV("error"), SUBJECT_NONE, field_errors_print(ctx->arena, errors));
    json_w_key_object(&w, SV("details"));
    for (size_t i = 0; i < errors->count; i++) { /* a field is noted once */
        enum field_error_code code = errors->items[i].code;
        json_w_key_array(&w, errors->items[i].field);
        json_w_object_begin(&w);
        json_w_key_str(&w, SV("error"), SUBJECT_NONE, field_error_code_name(code));
        json_w_key_str(&w, SV("description"), SUBJECT_NONE, field_error_description(code));
        json_w_object_end(&w);
        json_w_array_end(&w);
    }
    json_w_object_end(&w);
    json_w_object_end(&w);
    res->status = err_row(ERR_VALIDATION)->http_status;
    res->err = ERR_VALIDATION;
    return api_answer_end(ctx, res, &w);
}
