/* Home, bookmarks and favourites: the lists of who is signed in. */
#include "api/web/home.h"

#include "api/web/announcements.h"
#include "api/web/compose.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/status_html.h"
#include "service/home.h"
#include "service/timeline.h"

struct home_list {
    enum err (*list)(struct ctx *ctx, const struct paging *paging, struct status_page *out);
    struct sv path;
    enum word title;
    enum word empty;
    unsigned context; /* which filters hold; what was kept by hand is shown as it is */
};

static const struct home_list lists[] = {
    { service_list_home, SV_INIT("/home"), WORD_NAV_HOME, WORD_HOME_EMPTY, FILTER_HOME },
    { service_list_bookmarks, SV_INIT("/bookmarks"), WORD_BOOKMARKS, WORD_LIST_EMPTY, 0 },
    { service_list_favourites, SV_INIT("/favourites"), WORD_FAVOURITES, WORD_LIST_EMPTY, 0 },
};

static void tab_write(struct page *p, struct sv path, enum word title, struct sv here)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "li") {
        html_w_open(w, "a");
        html_w_attr_url(w, "href", path);
        if (sv_eq(path, here))
            html_w_attr(w, "aria-current", SV("page"));
        html_w_text(w, api_page_word(p, title));
        html_w_close_tag(w, "a");
    }
}

void web_home_tabs(struct page *p, struct sv here)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "ul") {
        html_w_class(w, "tabs");
        for (size_t i = 0; i < ARRAY_COUNT(lists); i++)
            tab_write(p, lists[i].path, lists[i].title, here);
        tab_write(p, WEB_CONVERSATIONS, WORD_CONVERSATIONS, here);
    }
}

static enum err list_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                          const struct home_list *what)
{
    struct paging paging;
    TRY(web_paging_read(ctx, req, &paging));
    struct status_page list;
    TRY(what->list(ctx, &paging, &list));
    struct page p;
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = api_word(api_page_language(req), what->title),
                                            .place = PAGE_PLACE_HOME,
                                            .is_unlisted = true }));
    html_w_el(&p.w, "h1", api_page_word(&p, what->title));
    web_home_tabs(&p, what->path);
    if (what == &lists[0] && paging.below == INT64_MAX) {
        TRY(web_announcements_write(&p));
        web_compose_form(&p, true);
    }
    web_status_list(&p, &list, what->path, what->empty, what->context);
    return api_page_end(&p, 200);
}

enum err web_home_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return list_page(ctx, req, res, &lists[0]);
}

enum err web_bookmarks_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return list_page(ctx, req, res, &lists[1]);
}

enum err web_favourites_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return list_page(ctx, req, res, &lists[2]);
}
