/* Media: upload a picture, look at it, change its description. */
#include "api/answer.h"
#include "api/mastodon/entity/media_attachment.h"
#include "api/mastodon/entity/tag_of.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/request.h"
#include "http/upload.h"
#include "service/upload_media.h"
#include "text/json.h"
#include "text/params.h"
#include "text/utf8.h"

static enum err media_answer(struct ctx *ctx, struct http_response *res, const struct media *media)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    entity_media_attachment_render(ctx, &w, subject_of(media->owner, CLASS_POST_BODY), media);
    return api_answer_end(ctx, res, &w);
}

/* "x,y", each −1 … 1, which the service checks. */
static enum err focus_read(struct ctx *ctx, const struct http_request *req, bool *out_has,
                           double *out_x, double *out_y)
{
    struct sv text = params_find(req->params, SV("focus"));
    struct sv parts[] = { SV("["), text, SV("]") };
    struct json pair = { 0 };
    *out_has = false;
    if (text.len == 0)
        return ERR_OK;
    struct sv array = sv_concat(ctx->arena, parts, ARRAY_COUNT(parts));
    if (json_parse(ctx->arena, array, &json_limits_default, &pair, NULL) != ERR_OK ||
        json_count(pair) != 2 || !json_f64(json_at(pair, 0), out_x) ||
        !json_f64(json_at(pair, 1), out_y))
        return fail(ctx, ERR_VALIDATION, "focus");
    *out_has = true;
    return ERR_OK;
}

/* Words and focus before the picture, whose own refusal has one text. */
static enum err words_check(struct ctx *ctx, const struct http_request *req,
                            struct http_response *res, const struct media_source *source,
                            bool *out_is_answered)
{
    enum err err = service_check_media_words(ctx, source->alt, source->has_focus, source->focus_x,
                                             source->focus_y);
    *out_is_answered = err == ERR_VALIDATION;
    if (err != ERR_VALIDATION)
        return err;
    bool is_alt = utf8_count_chars(source->alt) > MEDIA_ALT_CHARS_MAX;
    mastodon_validation_answer(ctx, req, res,
                               is_alt ? SV("Description is too long") : SV("Focus is invalid"));
    return ERR_OK;
}

enum err mastodon_media_create(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct http_upload *file = http_upload_find(req, SV("file"));
    struct media media;
    if (file == NULL) {
        mastodon_validation_answer(ctx, req, res, SV("File can't be blank"));
        return ERR_OK;
    }
    struct media_source source = { .purpose = MEDIA_ATTACHMENT,
                                   .memory_file = file->fd,
                                   .alt = params_find(req->params, SV("description")) };
    TRY(focus_read(ctx, req, &source.has_focus, &source.focus_x, &source.focus_y));
    bool is_answered = false;
    TRY(words_check(ctx, req, res, &source, &is_answered));
    if (is_answered)
        return ERR_OK;
    enum err err = service_upload_media(ctx, &source, &media);
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(ctx, req, res, SV("File content type is not supported"));
        return ERR_OK;
    }
    TRY(err);
    return media_answer(ctx, res, &media);
}

enum err mastodon_media_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    struct media media;
    TRY(mastodon_path_id(req, &id));
    TRY(service_get_media(ctx, media_id(id), &media));
    return media_answer(ctx, res, &media);
}

enum err mastodon_media_update(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    struct media media;
    struct media_edit edit = { .has_alt = params_has(req->params, SV("description")),
                               .alt = params_find(req->params, SV("description")) };
    TRY(mastodon_path_id(req, &id));
    TRY(focus_read(ctx, req, &edit.has_focus, &edit.focus_x, &edit.focus_y));
    TRY(service_edit_media(ctx, media_id(id), &edit, &media));
    return media_answer(ctx, res, &media);
}
