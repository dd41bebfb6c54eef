/* How other sites show a status: in a frame that holds its page made for that, without a script.
 *
 * Spec: oEmbed 1.0; Mastodon API, oembed
 */
#include "api/answer.h"
#include "api/mastodon/entity/tag_of.h"
#include "api/mastodon/handlers.h"
#include "model/visibility.h"
#include "service/engine.h"
#include "service/find_status.h"
#include "service/view_status.h"
#include "text/html.h"
#include "text/params.h"

#define WIDTH_USUAL 400
#define HEIGHT_USUAL 400
#define SIDE_MAX 4096
#define FRAME_BYTES_MAX ((size_t)4096)

struct frame {
    struct sv src;
    struct sv title;
    int64_t width;
    int64_t height;
};

static enum err frame_write(struct arena *a, const struct frame *frame, struct sv *out)
{
    struct html_writer w;
    struct html html;
    html_w_begin(&w, a, FRAME_BYTES_MAX);
    html_w_open(&w, "iframe");
    html_w_attr_url(&w, "src", frame->src);
    html_w_attr(&w, "title", frame->title);
    html_w_attr_i64(&w, "width", frame->width);
    html_w_attr_i64(&w, "height", frame->height);
    html_w_attr(&w, "loading", SV("lazy"));
    html_w_attr(&w, "frameborder", SV("0"));
    html_w_close_tag(&w, "iframe");
    TRY(html_w_end(&w, &html));
    *out = html.bytes;
    return ERR_OK;
}

/* What is erased must not be shown from somebody's copy: nothing but the frame is given to be kept, and that not for long. */
static enum err embedding_write(struct ctx *ctx, struct json_writer *w, const struct frame *frame,
                                const struct account *author)
{
    const struct site *site = &ctx->engine->site;
    struct subject name = subject_of(author->id, CLASS_NAME_AVATAR);
    struct sv home[] = { site->base, SV("/") };
    struct sv html;
    TRY(frame_write(ctx->arena, frame, &html));
    json_w_object_begin(w);
    json_w_key_str(w, SV("type"), SUBJECT_NONE, SV("rich"));
    json_w_key_str(w, SV("version"), SUBJECT_NONE, SV("1.0"));
    json_w_key_str(w, SV("title"), name, frame->title);
    json_w_key_str(w, SV("author_name"), name,
                   author->display_name.len > 0 ? author->display_name : author->username);
    json_w_key_str(w, SV("author_url"), name, site_url_of_account(ctx->arena, site, author));
    json_w_key_str(w, SV("provider_name"), SUBJECT_NONE, site->host);
    json_w_key_str(w, SV("provider_url"), SUBJECT_NONE,
                   sv_concat(ctx->arena, home, ARRAY_COUNT(home)));
    json_w_key_i64(w, SV("cache_age"), SUBJECT_NONE, 0);
    json_w_key_str(w, SV("html"), name, html);
    json_w_key_i64(w, SV("width"), SUBJECT_NONE, frame->width);
    json_w_key_i64(w, SV("height"), SUBJECT_NONE, frame->height);
    json_w_object_end(w);
    return ERR_OK;
}

enum err mastodon_oembed(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct status_id id;
    struct status_view view;
    struct frame frame;
    struct json_writer w;
    TRY(params_i64(req->params, SV("maxwidth"), 1, SIDE_MAX, WIDTH_USUAL, &frame.width));
    TRY(params_i64(req->params, SV("maxheight"), 1, SIDE_MAX, HEIGHT_USUAL, &frame.height));
    TRY(service_find_status(ctx, params_find(req->params, SV("url")), false, &id));
    TRY(service_view_status(ctx, id, &view));
    if (!service_is_embeddable(&view))
        return fail(ctx, ERR_NOT_FOUND, "not for other sites");
    struct sv url = site_url_of_status(ctx->arena, &ctx->engine->site, view.status, view.account);
    struct sv parts[] = { url, SV("/embed") };
    frame.src = sv_concat(ctx->arena, parts, ARRAY_COUNT(parts));
    frame.title = sv_printf(ctx->arena, "New status by %" SV_FMT, SV_ARG(view.account->username));
    api_answer_begin(ctx, &w);
    TRY(embedding_write(ctx, &w, &frame, view.account));
    return api_answer_end(ctx, res, &w);
}
