/* Pictures of forms. */
#include "api/web/picture.h"

#include "http/upload.h"
#include "service/upload_media.h"

#define WAIT_MS 30000 /* for a film that is processed */

static void field_write(struct page *p, struct sv name, enum word label, struct sv types)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "div");
    html_w_class(w, "field");
    HTML_EL (w, "label") {
        html_w_attr(w, "for", name);
        html_w_text(w, api_page_word(p, label));
    }
    html_w_void(w, "input");
    html_w_attr(w, "type", SV("file"));
    html_w_attr(w, "id", name);
    html_w_attr(w, "name", name);
    html_w_attr(w, "accept", types);
    html_w_close_tag(w, "div");
}

void web_picture_field(struct page *p, struct sv name, enum word label)
{
    field_write(p, name, label, SV("image/jpeg,image/png,image/gif,image/webp"));
}

void web_media_field(struct page *p, struct sv name)
{
    if (service_film_max_bytes(p->ctx) == 0)
        web_picture_field(p, name, WORD_COMPOSE_PICTURE);
    else
        field_write(p, name, WORD_COMPOSE_MEDIA,
                    SV("image/jpeg,image/png,image/gif,image/webp,video/*,audio/*"));
}

enum err web_picture_take(struct ctx *ctx, const struct http_request *req, struct sv name,
                          enum media_purpose purpose, struct sv alt, struct media_id *out)
{
    struct http_upload *upload = http_upload_find(req, name);
    struct media media = { 0 };
    if (upload != NULL)
        TRY(service_upload_media(
            ctx,
            &(struct media_source){ .purpose = purpose, .memory_file = upload->fd, .alt = alt },
            &media));
    TRY(service_await_media(ctx, &media, WAIT_MS));
    *out = media.id;
    return ERR_OK;
}
