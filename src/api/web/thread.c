/* The page of a status: what it answers, itself, and what answers it. */
#include "api/keep.h"
#include "api/web/compose.h"
#include "api/web/find.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/status_html.h"
#include "service/engine.h"
#include "service/serve_media.h"
#include "service/view_thread.h"

#define TITLE_BYTES_MAX 80
#define DESCRIPTION_BYTES_MAX 300

/* Author and first words; a content warning is all there is to see. */
static struct sv title_of(struct arena *a, const struct status_view *view)
{
    struct sv name = web_account_name(view->account);
    return sv_printf(a, "%" SV_FMT ": %" SV_FMT, SV_ARG(name),
                     SV_ARG(web_status_words(a, view->status, TITLE_BYTES_MAX)));
}

static void views_write(struct page *p, const struct status_view *views, size_t count)
{
    for (size_t i = 0; i < count; i++)
        web_status(p, &views[i], false, FILTER_THREAD);
}

/* Its first picture, unless that is hidden until it is asked for; else the author's. */
static struct sv picture_of(struct ctx *ctx, const struct status_view *view)
{
    const struct status *s = view->status;
    if (s->media_count > 0 && s->media[0].kind == MEDIA_IMAGE && !s->is_sensitive)
        return service_media_url(ctx, &s->media[0], MEDIA_VERSION_SMALL);
    return web_own_avatar_url(ctx, view->account);
}

static struct page_head head_of(struct ctx *ctx, const struct status_view *view)
{
    const struct site *site = &ctx->engine->site;
    bool is_open = view->status->visibility <= VISIBILITY_UNLISTED;
    struct page_head head = {
        .title = title_of(ctx->arena, view),
        .canonical = site_url_of_status(ctx->arena, site, view->status, view->account),
        .is_unlisted = !is_open || !view->account->is_indexable,
    };
    if (is_open) {
        head.description = web_status_words(ctx->arena, view->status, DESCRIPTION_BYTES_MAX);
        head.picture = picture_of(ctx, view);
        head.activity = site_uri_of_status(ctx->arena, site, view->status);
        if (view->status->is_local)
            head.embedding = sv_printf(ctx->arena, "%" SV_FMT "/api/oembed?url=%" SV_FMT,
                                       SV_ARG(site->base), SV_ARG(head.canonical));
    }
    return head;
}

static enum err thread_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                            const struct status_view *view, struct keep *keep)
{
    struct thread_view thread;
    TRY(service_view_thread(ctx, view->status->id, &thread));
    api_keep_status(keep, view);
    api_keep_statuses(keep, thread.ancestors, thread.ancestor_count);
    api_keep_statuses(keep, thread.descendants, thread.descendant_count);
    struct page_head head = head_of(ctx, view);
    struct page p;
    TRY(api_page_begin(&p, ctx, req, res, &head));
    /* The heading of the page, for who cannot see which of the posts stands out. */
    html_w_open(&p.w, "h1");
    html_w_class(&p.w, "unseen");
    html_w_text(&p.w, api_page_fill(&p, WORD_STATUS_BY, web_account_name(view->account)));
    html_w_close_tag(&p.w, "h1");
    html_w_open(&p.w, "div");
    html_w_class(&p.w, "list thread");
    views_write(&p, thread.ancestors, thread.ancestor_count);
    web_status(&p, view, true, 0);
    if (p.viewer != NULL)
        TRY(web_reply_form(&p, view));
    views_write(&p, thread.descendants, thread.descendant_count);
    html_w_close_tag(&p.w, "div");
    return api_keep_page(&p, keep);
}

enum err web_thread_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct status_view view;
    struct keep keep;
    api_keep_begin(ctx, req, SV(""), &keep);
    TRY(web_status_find(ctx, req, &view));
    if (web_activity_redirect(req, res,
                              site_uri_of_status(ctx->arena, &ctx->engine->site, view.status)))
        return ERR_OK;
    if (view.reblog != NULL) {
        http_response_redirect(
            res, 302, web_status_path(ctx->arena, view.reblog->account, view.reblog->status->id));
        return ERR_OK;
    }
    return thread_page(ctx, req, res, &view, &keep);
}

/* Nobody is signed in here, so that no other site makes somebody press a button. */
enum err web_embed_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct status_view view;
    struct keep keep;
    struct page p;
    api_keep_begin(ctx, req, SV(""), &keep);
    TRY(web_status_find(ctx, req, &view));
    if (!service_is_embeddable(&view))
        return fail(ctx, ERR_NOT_FOUND, "not for other sites");
    struct page_head head = head_of(ctx, &view);
    head.is_embedded = true;
    head.is_unlisted = true;
    TRY(api_page_begin(&p, ctx, req, res, &head));
    web_status(&p, &view, true, 0);
    api_keep_status(&keep, &view);
    return api_keep_page(&p, &keep);
}
