/* Media: upload a picture, look at it, change its description. */
#include "api/answer.h"
#include "api/mastodon/entity/media_attachment.h"
#include "api/mastodon/entity/tag_of.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/media_words.h"
#include "api/mastodon/request.h"
#include "http/upload.h"
#include "service/erase_media.h"
#include "service/upload_media.h"
#include "text/params.h"

#define WAIT_MS 30000 /* for a film that is processed */

/* While it is processed: 202 to who uploads, 206 to who looks. */
static enum err media_answer(struct ctx *ctx, struct http_response *res, const struct media *media,
                             int unfinished)
{
    struct json_writer w;
    if (media->state == MEDIA_PROCESSING)
        res->status = unfinished;
    api_answer_begin(ctx, &w);
    entity_media_attachment_render(ctx, &w, subject_of(media->owner, CLASS_POST_BODY), media);
    return api_answer_end(ctx, res, &w);
}

/* Words and focus before the picture, whose own refusal has one text. */
static enum err words_read(struct ctx *ctx, const struct http_request *req, struct media_edit *out)
{
    return mastodon_media_words_read(ctx, params_find(req->params, SV("description")),
                                     params_find(req->params, SV("focus")), out);
}

static enum err words_refused(struct ctx *ctx, const struct http_request *req,
                              struct http_response *res)
{
    mastodon_media_words_refused(ctx, req, res, params_find(req->params, SV("description")));
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

static enum err failed_answer(const struct http_request *req, struct http_response *res)
{
    http_response_error_text(req, res, ERR_VALIDATION,
                             SV("Error processing thumbnail for uploaded media"));
    return ERR_OK;
}

static enum err media_create(struct ctx *ctx, struct http_request *req, struct http_response *res,
                             int64_t wait_ms)
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
    TRY(service_await_media(ctx, &media, wait_ms));
    return media.state == MEDIA_FAILED ? failed_answer(req, res)
                                       : media_answer(ctx, res, &media, 202);
}

enum err mastodon_media_create(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return media_create(ctx, req, res, 0);
}

/* Who calls this one does not ask again. */
enum err mastodon_media_create_v1(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    return media_create(ctx, req, res, WAIT_MS);
}

enum err mastodon_media_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    struct media media;
    TRY(mastodon_path_id(req, &id));
    TRY(service_get_upload(ctx, media_id(id), &media));
    if (media.state == MEDIA_FAILED)
        return failed_answer(req, res);
    return media_answer(ctx, res, &media, 206);
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
    TRY(service_get_upload(ctx, media_id(id), &media));
    if (media.state == MEDIA_FAILED)
        return failed_answer(req, res);
    edit.thumbnail = thumbnail_find(req, &thumbnail);
    err = service_edit_media(ctx, media_id(id), &edit, &media);
    if (err == ERR_VALIDATION)
        return file_refused(ctx, req, res);
    TRY(err);
    return media_answer(ctx, res, &media, 206);
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
