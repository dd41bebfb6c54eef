/* The page of a hashtag. */
#include "api/keep.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/status_html.h"
#include "service/timeline.h"
#include "text/status_text.h"

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
    web_status_list(&p, &list, req->parsed.path, WORD_TAG_EMPTY);
    api_keep_public(&keep);
    api_keep_statuses(&keep, list.views, list.count);
    return api_keep_page(&p, &keep);
}
