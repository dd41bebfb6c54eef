/* Media: upload a picture, look at it, change its description. */
#include "api/answer.h"
#include "api/mastodon/entity/media_attachment.h"
#include "api/mastodon/entity/tag_of.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/request.h"
#include "http/upload.h"
#include "service/erase_media.h"
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
static enum err words_read(struct ctx *ctx, const struct http_request *req, struct media_edit *out)
{
    *out = (struct media_edit){ .has_alt = params_has(req->params, SV("description")),
                                .alt = params_find(req->params, SV("description")) };
    TRY(focus_read(ctx, req, &out->has_focus, &out->focus_x, &out->focus_y));
    return service_check_media_words(ctx, out->alt, out->has_focus, out->focus_x, out->focus_y);
}

static enum err words_refused(struct ctx *ctx, const struct http_request *req,
                              struct http_response *res)
{
    struct sv alt = params_find(req->params, SV("description"));
    bool is_alt = utf8_count_chars(alt) > MEDIA_ALT_CHARS_MAX;
    mastodon_validation_answer(ctx, req, res,
                               is_alt ? SV("Description is too long") : SV("Focus is invalid"));
    return ERR_OK;
}

/* A second picture, which stands for the first while that is small. */
static const struct media_source *thumbnail_find(const struct http_request *req,
                                                 struct media_source *source)
{
    struct http_upload *file = http_upload_find(req, SV("thumbnail"));
    if (file == NULL)
        return NULL;
    *source = (struct media_source){ .memory_file = file->fd };
    return source;
}

static enum err file_refused(struct ctx *ctx, const struct http_request *req,
                             struct http_response *res)
{
    mastodon_validation_answer(ctx, req, res, SV("File content type is not supported"));
    return ERR_OK;
}

enum err mastodon_media_create(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct http_upload *file = http_upload_find(req, SV("file"));
    struct media_source thumbnail;
    struct media_edit words;
    struct media media;
    if (file == NULL) {
        mastodon_validation_answer(ctx, req, res, SV("File can't be blank"));
        return ERR_OK;
    }
    enum err err = words_read(ctx, req, &words);
    if (err == ERR_VALIDATION)
        return words_refused(ctx, req, res);
    TRY(err);
    struct media_source source = { .purpose = MEDIA_ATTACHMENT,
                                   .memory_file = file->fd,
                                   .alt = words.alt,
                                   .has_focus = words.has_focus,
                                   .focus_x = words.focus_x,
                                   .focus_y = words.focus_y,
                                   .thumbnail = thumbnail_find(req, &thumbnail) };
    err = service_upload_media(ctx, &source, &media);
    if (err == ERR_VALIDATION)
        return file_refused(ctx, req, res);
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
    struct media_source thumbnail;
    struct media_edit edit;
    struct media media;
    TRY(mastodon_path_id(req, &id));
    enum err err = words_read(ctx, req, &edit);
    if (err == ERR_VALIDATION)
        return words_refused(ctx, req, res);
    TRY(err);
    edit.thumbnail = thumbnail_find(req, &thumbnail);
    err = service_edit_media(ctx, media_id(id), &edit, &media);
    if (err == ERR_VALIDATION)
        return file_refused(ctx, req, res);
    TRY(err);
    return media_answer(ctx, res, &media);
}

enum err mastodon_media_delete(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    enum err err = service_erase_media(ctx, media_id(id));
    if (err == ERR_CONFLICT) {
        http_response_error_text(req, res, ERR_VALIDATION,
                                 SV("Media attachment is currently used by a status"));
        return ERR_OK;
    }
    TRY(err);
    mastodon_empty_answer(res);
    return ERR_OK;
}
