/* Collections of accounts: on the profile of who made them, and each on a page of its own, where who is in it can leave. */
#include "api/web/collections.h"

#include "api/csrf.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "service/engine.h"
#include "service/manage_collection.h"

static struct sv path_of(struct arena *a, struct collection_id id)
{
    return sv_printf(a, "/collections/%lld", (long long)id.v);
}

static void words_write(struct page *p, const struct collection *c)
{
    struct html_writer *w = &p->w;
    if (c->description.len > 0) {
        html_w_open(w, "p");
        html_w_attr(w, "dir", SV("auto"));
        html_w_text(w, c->description);
        html_w_close_tag(w, "p");
    }
    if (c->tag.len > 0) {
        HTML_EL (w, "p") {
            html_w_link(w, site_tag_url(p->ctx->arena, &p->ctx->engine->site, c->tag),
                        sv_printf(p->ctx->arena, "#%" SV_FMT, SV_ARG(c->tag)));
        }
    }
}

static void people_write(struct page *p, const struct collection_view *view)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "ul") {
        html_w_class(w, "people");
        for (size_t i = 0; i < view->collection.item_count; i++) {
            html_w_subject_begin(w, (struct subject){ view->accounts[i].id.v, CLASS_RELATIONS });
            HTML_EL (w, "li") {
                web_account_line(p, &view->accounts[i]);
            }
            html_w_subject_end(w);
        }
    }
}

/* What may upset somebody is not shown before it is asked for. */
static void summary_write(struct page *p, const struct collection_view *view)
{
    struct html_writer *w = &p->w;
    const struct collection *c = &view->collection;
    HTML_EL (w, "h3") {
        html_w_attr(w, "dir", SV("auto"));
        html_w_link(w, path_of(p->ctx->arena, c->id), c->name);
    }
    if (c->is_sensitive)
        return;
    words_write(p, c);
    people_write(p, view);
}

enum err web_collections_of(struct page *p, const struct account *account, struct keep *keep)
{
    struct collection_view *views = NULL;
    size_t count = 0;
    struct html_writer *w = &p->w;
    TRY(service_list_collections(p->ctx, account->id, &views, &count));
    if (count == 0)
        return ERR_OK;
    api_page_el(p, "h2", COLLECTIONS);
    html_w_subject_begin(w, (struct subject){ account->id.v, CLASS_RELATIONS });
    for (size_t i = 0; i < count; i++) {
        summary_write(p, &views[i]);
        for (size_t j = 0; j < views[i].collection.item_count; j++)
            api_keep_account(keep, views[i].accounts[j].id);
    }
    html_w_subject_end(w);
    return ERR_OK;
}

/* Who is in it may leave it, here and for good. */
static void leave_write(struct page *p, const struct collection_view *view)
{
    const struct collection *c = &view->collection;
    struct arena *a = p->ctx->arena;
    for (size_t i = 0; i < c->item_count && p->viewer != NULL; i++) {
        if (!account_id_eq(c->items[i].account, p->viewer->id))
            continue;
        api_page_el(p, "p", COLLECTION_IN);
        web_button_form(p,
                        sv_printf(a, "/collections/%lld/items/%lld/leave", (long long)c->id.v,
                                  (long long)c->items[i].id.v),
                        SV("/home"), WORD_COLLECTION_LEAVE, true);
    }
}

enum err web_collection_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    struct collection_view view;
    struct page p;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    TRY(service_get_collection(ctx, collection_id(id), &view));
    const struct collection *c = &view.collection;
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = c->name, .is_unlisted = true }));
    html_w_subject_begin(&p.w, (struct subject){ c->owner.v, CLASS_RELATIONS });
    html_w_open(&p.w, "h1");
    html_w_attr(&p.w, "dir", SV("auto"));
    html_w_text(&p.w, c->name);
    html_w_close_tag(&p.w, "h1");
    api_page_el(&p, "p", COLLECTION_BY);
    web_account_line(&p, view.owner);
    words_write(&p, c);
    people_write(&p, &view);
    html_w_subject_end(&p.w);
    leave_write(&p, &view);
    return api_page_end(&p, 200);
}

enum err web_collection_leave(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    int64_t item = 0;
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    TRY(web_id_read(ctx, req, SV("id"), &id));
    TRY(web_id_read(ctx, req, SV("item"), &item));
    TRY(service_leave_collection(ctx, collection_id(id), collection_item_id(item)));
    web_see_other(res, path_of(ctx->arena, collection_id(id)));
    return ERR_OK;
}
