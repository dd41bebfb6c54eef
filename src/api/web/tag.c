/* The page of a hashtag, following it, and showing it on one's profile. */
#include "api/csrf.h"
#include "api/keep.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/return_to.h"
#include "api/web/status_html.h"
#include "service/feature_tag.h"
#include "service/follow_tag.h"
#include "service/timeline.h"
#include "text/params.h"
#include "text/status_text.h"
#include "text/url.h"

static struct sv tag_path(struct arena *a, struct sv name)
{
    return sv_printf(a, "/tags/%" SV_FMT, SV_ARG(url_percent_encode(a, name)));
}

static void button_write(struct page *p, struct sv path, const char *verb, enum word word)
{
    web_button_form(p, sv_printf(p->ctx->arena, "%" SV_FMT "/%s", SV_ARG(path), verb), path, word,
                    false);
}

static enum err buttons_write(struct page *p, struct sv name)
{
    bool is_following = false;
    bool is_featuring = false;
    struct sv path = tag_path(p->ctx->arena, name);
    if (p->viewer == NULL)
        return ERR_OK;
    name = status_text_normalize_tag(p->ctx->arena, name);
    TRY(service_is_following_tag(p->ctx, name, &is_following));
    TRY(service_is_featuring_tag(p->ctx, name, &is_featuring));
    button_write(p, path, is_following ? "unfollow" : "follow",
                 is_following ? WORD_TAG_UNFOLLOW : WORD_TAG_FOLLOW);
    button_write(p, path, is_featuring ? "unfeature" : "feature",
                 is_featuring ? WORD_TAG_UNFEATURE : WORD_TAG_FEATURE);
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
    TRY(buttons_write(&p, typed));
    web_status_list(&p, &list, req->parsed.path, WORD_TAG_EMPTY, FILTER_PUBLIC);
    api_keep_public(&keep);
    api_keep_statuses(&keep, list.views, list.count);
    return api_keep_page(&p, &keep);
}

static enum err feature(struct ctx *ctx, struct sv name)
{
    struct featured_tag tag;
    return service_feature_tag(ctx, name, &tag);
}

static const struct {
    struct sv verb;
    enum err (*run)(struct ctx *ctx, struct sv name);
} acts[] = {
    { SV_INIT("feature"), feature },
    { SV_INIT("follow"), service_follow_tag },
    { SV_INIT("unfeature"), service_unfeature_tag_named },
    { SV_INIT("unfollow"), service_unfollow_tag },
};

enum err web_tag_act(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    struct sv name = http_request_value(req, SV("name"));
    struct sv verb = http_request_value(req, SV("verb"));
    for (size_t i = 0; i < ARRAY_COUNT(acts); i++) {
        if (sv_eq(acts[i].verb, verb)) {
            TRY(acts[i].run(ctx, name));
            web_see_other(res, web_return_to(params_find(req->params, SV("return_to")),
                                             tag_path(ctx->arena, name)));
            return ERR_OK;
        }
    }
    return fail(ctx, ERR_NOT_FOUND, "no such act");
}
