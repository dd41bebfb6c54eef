/* The page of a hashtag, and following it. */
#include "api/csrf.h"
#include "api/keep.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/return_to.h"
#include "api/web/status_html.h"
#include "service/follow_tag.h"
#include "service/timeline.h"
#include "text/params.h"
#include "text/status_text.h"
#include "text/url.h"

static struct sv tag_path(struct arena *a, struct sv name)
{
    return sv_printf(a, "/tags/%" SV_FMT, SV_ARG(url_percent_encode(a, name)));
}

static enum err follow_write(struct page *p, struct sv name)
{
    bool is_following = false;
    struct arena *a = p->ctx->arena;
    if (p->viewer == NULL)
        return ERR_OK;
    TRY(service_is_following_tag(p->ctx, status_text_normalize_tag(a, name), &is_following));
    struct sv path = tag_path(a, name);
    web_button_form(
        p, sv_printf(a, "%" SV_FMT "/%s", SV_ARG(path), is_following ? "unfollow" : "follow"), path,
        is_following ? WORD_TAG_UNFOLLOW : WORD_TAG_FOLLOW, false);
    return ERR_OK;
}

enum err web_tag_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct sv typed = http_request_value(req, SV("name"));
    if (!status_text_is_tag(typed))
        return fail(ctx, ERR_NOT_FOUND, "not a tag");
    struct paging paging;
    struct keep keep;
    api_keep_begin(ctx, req, SV(""), &keep);
    TRY(web_paging_read(ctx, req, &paging));
    struct status_page list;
    TRY(service_list_tag(ctx, typed, &(struct tag_filter){ .part = PUBLIC_ALL }, &paging, &list));
    struct sv title = sv_printf(ctx->arena, "#%" SV_FMT, SV_ARG(typed));
    struct page p;
    TRY(api_page_begin(&p, ctx, req, res, &(struct page_head){ .title = title }));
    html_w_open(&p.w, "h1");
    html_w_attr(&p.w, "dir", SV("auto"));
    html_w_text(&p.w, title);
    html_w_close_tag(&p.w, "h1");
    TRY(follow_write(&p, typed));
    web_status_list(&p, &list, req->parsed.path, WORD_TAG_EMPTY, FILTER_PUBLIC);
    api_keep_public(&keep);
    api_keep_statuses(&keep, list.views, list.count);
    return api_keep_page(&p, &keep);
}

enum err web_tag_act(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    struct sv name = http_request_value(req, SV("name"));
    struct sv verb = http_request_value(req, SV("verb"));
    if (sv_eq(verb, SV("follow")))
        TRY(service_follow_tag(ctx, name));
    else if (sv_eq(verb, SV("unfollow")))
        TRY(service_unfollow_tag(ctx, name));
    else
        return fail(ctx, ERR_NOT_FOUND, "no such act");
    web_see_other(
        res, web_return_to(params_find(req->params, SV("return_to")), tag_path(ctx->arena, name)));
    return ERR_OK;
}
