/* What is spoken of: hashtags, pages and posts. */
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/status_html.h"
#include "model/filter.h"
#include "service/list_trends.h"
#include "text/url.h"

#define TAGS_SHOWN 20
#define LINKS_SHOWN 10
#define STATUSES_SHOWN 20

static enum err tags_write(struct page *p, size_t *out_count)
{
    struct html_writer *w = &p->w;
    struct arena *a = p->ctx->arena;
    struct tag *tags = NULL;
    TRY(service_list_trending_tags(p->ctx, 0, TAGS_SHOWN, &tags, out_count));
    if (*out_count == 0)
        return ERR_OK;
    api_page_el(p, "h2", EXPLORE_TAGS);
    HTML_EL (w, "ul") {
        html_w_class(w, "tags");
        for (size_t i = 0; i < *out_count; i++) {
            HTML_EL (w, "li") {
                html_w_link(
                    w,
                    sv_concat(a, (struct sv[]){ SV("/tags/"), url_percent_encode(a, tags[i].name) },
                              2),
                    sv_printf(a, "#%" SV_FMT, SV_ARG(tags[i].name)));
            }
        }
    }
    return ERR_OK;
}

static enum err links_write(struct page *p, size_t *out_count)
{
    struct trending_link *links = NULL;
    TRY(service_list_trending_links(p->ctx, 0, LINKS_SHOWN, &links, out_count));
    if (*out_count == 0)
        return ERR_OK;
    api_page_el(p, "h2", EXPLORE_LINKS);
    for (size_t i = 0; i < *out_count; i++)
        web_preview_card(p, &links[i].card);
    return ERR_OK;
}

static enum err statuses_write(struct page *p, size_t *out_count)
{
    const struct status_view *views = NULL;
    size_t seen = 0;
    TRY(service_list_trending_statuses(p->ctx, 0, STATUSES_SHOWN, &views, out_count, &seen));
    if (*out_count == 0)
        return ERR_OK;
    api_page_el(p, "h2", EXPLORE_STATUSES);
    for (size_t i = 0; i < *out_count; i++)
        web_status(p, &views[i], false, FILTER_PUBLIC);
    return ERR_OK;
}

enum err web_explore_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    size_t counts[3] = { 0 };
    struct page p;
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = api_word(api_page_language(req), WORD_EXPLORE),
                                            .place = PAGE_PLACE_EXPLORE,
                                            .is_unlisted = true }));
    api_page_el(&p, "h1", EXPLORE);
    TRY(tags_write(&p, &counts[0]));
    TRY(links_write(&p, &counts[1]));
    TRY(statuses_write(&p, &counts[2]));
    if (counts[0] + counts[1] + counts[2] == 0)
        api_page_el(&p, "p", EXPLORE_EMPTY);
    return api_page_end(&p, 200);
}
