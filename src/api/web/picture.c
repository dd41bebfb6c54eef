/* Pictures of forms. */
#include "api/web/picture.h"

#include "http/upload.h"
#include "service/upload_media.h"

void web_picture_field(struct page *p, struct sv name, enum word label)
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
    html_w_attr(w, "accept", SV("image/jpeg,image/png,image/gif,image/webp"));
    html_w_close_tag(w, "div");
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
    *out = media.id;
    return ERR_OK;
}
