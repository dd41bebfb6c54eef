/* Find an account, here or on another server, a hashtag, or statuses by their words. */
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/status_html.h"
#include "model/filter.h"
#include "service/engine.h"
#include "service/find_account.h"
#include "service/find_status.h"
#include "service/search_statuses.h"
#include "service/suggest_account.h"
#include "text/params.h"
#include "text/status_text.h"
#include "text/url.h"

#define RESULTS_SHOWN 20
#define SUGGESTIONS_SHOWN 10
#define QUERY_BYTES_MAX 500

static void form_write(struct page *p, struct sv query)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "form");
    html_w_class(w, "panel");
    html_w_attr(w, "role", SV("search"));
    html_w_attr(w, "method", SV("get"));
    html_w_attr_url(w, "action", SV("/search"));
    web_field(p, &(struct form_field){ .name = SV("q"),
                                       .type = SV("search"),
                                       .label = WORD_SEARCH_LABEL,
                                       .hint = api_page_word(p, WORD_SEARCH_HINT),
                                       .value = query,
                                       .is_required = true });
    web_submit(p, WORD_SEARCH);
    web_form_close(p);
}

static void tag_write(struct page *p, struct sv query)
{
    struct sv tag = sv_starts_with(query, SV("#")) ? sv_from_offset(query, 1) : query;
    if (!status_text_is_tag(tag))
        return;
    struct html_writer *w = &p->w;
    struct sv name = status_text_normalize_tag(p->ctx->arena, tag);
    HTML_EL (w, "p") {
        html_w_link(w, sv_printf(p->ctx->arena, "/tags/%" SV_FMT, SV_ARG(name)),
                    sv_printf(p->ctx->arena, "#%" SV_FMT, SV_ARG(tag)));
    }
}

/* A query that says no date where one belongs finds nothing, as one of unknown words does. */
static enum err statuses_find(struct ctx *ctx, struct sv query, const struct paging *paging,
                              struct status_page *out)
{
    struct status_id id;
    enum search_fault fault = SEARCH_FAULT_NONE;
    *out = (struct status_page){ .is_end = true };
    enum err err = service_find_status(ctx, query, true, &id);
    (void)engine_begin_read(ctx);
    if (err == ERR_OK)
        return service_view_statuses(ctx, &id, 1, &out->views, &out->count);
    if (err != ERR_NOT_FOUND)
        return err;
    const struct status_search search = { .text = query,
                                          .below = paging->below,
                                          .count = RESULTS_SHOWN };
    err = service_search_statuses(ctx, &search, &fault, out);
    return fault == SEARCH_FAULT_NONE ? err : ERR_OK;
}

static void people_write(struct page *p, const struct account *accounts, size_t count)
{
    struct html_writer *w = &p->w;
    if (count == 0)
        return;
    HTML_EL (w, "ul") {
        html_w_class(w, "people");
        for (size_t i = 0; i < count; i++) {
            HTML_EL (w, "li") {
                web_account_line(p, &accounts[i]);
            }
        }
    }
}

/* Who and which hashtags stand on the first page alone. */
static enum err results_write(struct page *p, struct sv query, const struct paging *paging)
{
    struct status_page found;
    const struct account *accounts = NULL;
    size_t count = 0;
    bool is_address = sv_starts_with(query, SV("https://")) || sv_starts_with(query, SV("http://"));
    TRY(statuses_find(p->ctx, query, paging, &found));
    const struct account_search search = { .text = query,
                                           .may_resolve = !is_address || found.count == 0,
                                           .count = RESULTS_SHOWN };
    if (paging->below == INT64_MAX) {
        TRY(service_search_accounts(p->ctx, &search, &accounts, &count));
        tag_write(p, query);
        people_write(p, accounts, count);
    }
    if (found.count == 0 && count > 0)
        return ERR_OK;
    struct sv path =
        sv_concat(p->ctx->arena,
                  (struct sv[]){ SV("/search?q="), url_percent_encode(p->ctx->arena, query) }, 2);
    web_status_list(p, &found, path, WORD_SEARCH_NONE, FILTER_PUBLIC);
    return ERR_OK;
}

/* Before anything is looked for: whom one might follow. */
static enum err suggestions_write(struct page *p)
{
    struct suggestion *list = NULL;
    size_t count = 0;
    struct html_writer *w = &p->w;
    TRY(service_suggest_accounts(p->ctx, SUGGESTIONS_SHOWN, &list, &count));
    if (count == 0)
        return ERR_OK;
    api_page_el(p, "h2", SUGGESTIONS);
    HTML_EL (w, "ul") {
        html_w_class(w, "people");
        for (size_t i = 0; i < count; i++) {
            struct sv action =
                sv_printf(p->ctx->arena, "/accounts/%lld/follow", (long long)list[i].account.id.v);
            HTML_EL (w, "li") {
                web_account_line(p, &list[i].account);
                web_button_form(p, action, SV("/search"), WORD_FOLLOW, false);
            }
        }
    }
    return ERR_OK;
}

enum err web_search_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct sv query = sv_trim(params_find(req->params, SV("q")));
    if (query.len > QUERY_BYTES_MAX)
        return fail(ctx, ERR_BAD_PARAM, "a query too long");
    struct paging paging;
    TRY(web_paging_read(ctx, req, &paging));
    struct page p;
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = api_word(api_page_language(req), WORD_SEARCH),
                                            .place = PAGE_PLACE_SEARCH,
                                            .is_unlisted = true }));
    api_page_el(&p, "h1", SEARCH);
    form_write(&p, query);
    TRY(query.len > 0 ? results_write(&p, query, &paging) : suggestions_write(&p));
    return api_page_end(&p, 200);
}
