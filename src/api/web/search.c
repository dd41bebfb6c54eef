/* Find an account, here or on another server, or a hashtag. */
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "service/find_account.h"
#include "service/suggest_account.h"
#include "text/params.h"
#include "text/status_text.h"

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

static enum err results_write(struct page *p, struct sv query)
{
    const struct account *accounts;
    size_t count;
    TRY(service_search_accounts(
        p->ctx,
        &(struct account_search){ .text = query, .may_resolve = true, .count = RESULTS_SHOWN },
        &accounts, &count));
    struct html_writer *w = &p->w;
    tag_write(p, query);
    if (count == 0) {
        HTML_EL (w, "p") {
            html_w_class(w, "empty");
            html_w_text(w, api_page_word(p, WORD_SEARCH_NONE));
        }
    }
    HTML_EL (w, "ul") {
        html_w_class(w, "people");
        for (size_t i = 0; i < count; i++) {
            HTML_EL (w, "li") {
                web_account_line(p, &accounts[i]);
            }
        }
    }
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
    struct page p;
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = api_word(api_page_language(req), WORD_SEARCH),
                                            .place = PAGE_PLACE_SEARCH,
                                            .is_unlisted = true }));
    api_page_el(&p, "h1", SEARCH);
    form_write(&p, query);
    TRY(query.len > 0 ? results_write(&p, query) : suggestions_write(&p));
    return api_page_end(&p, 200);
}
