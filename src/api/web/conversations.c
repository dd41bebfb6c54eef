/* Conversations: direct messages by whom one writes with. */
#include "api/csrf.h"
#include "api/web/emoji_html.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/home.h"
#include "api/web/parts.h"
#include "api/web/status_html.h"
#include "service/list_conversations.h"

static struct sv act_path(struct page *p, const struct conversation_view *view, const char *verb)
{
    return sv_printf(p->ctx->arena, "/conversations/%lld/%s", (long long)view->conversation.id.v,
                     verb);
}

/* "With Bob, Cat · new" */
static void people_write(struct page *p, const struct conversation_view *view)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "p") {
        html_w_class(w, "context");
        html_w_text(w, api_page_word(p, WORD_CONVERSATION_WITH));
        for (size_t i = 0; i < view->people_count; i++) {
            const struct account *account = view->people[i];
            html_w_text(w, i == 0 ? SV(" ") : SV(", "));
            html_w_subject_begin(w, (struct subject){ account->id.v, CLASS_NAME_AVATAR });
            web_name_link(p, account);
            html_w_subject_end(w);
        }
        if (view->conversation.is_unread) {
            html_w_text(w, SV(" · "));
            html_w_el(w, "strong", api_page_word(p, WORD_CONVERSATION_NEW));
        }
    }
}

static void conversation_write(struct page *p, const struct conversation_view *view)
{
    struct html_writer *w = &p->w;
    bool is_unread = view->conversation.is_unread;
    html_w_open(w, "div");
    html_w_class(w, "note");
    people_write(p, view);
    web_status(p, view->last, false, FILTER_THREAD);
    HTML_EL (w, "div") {
        html_w_class(w, "row");
        web_button_form(p, act_path(p, view, is_unread ? "read" : "unread"), WEB_CONVERSATIONS,
                        is_unread ? WORD_CONVERSATION_READ : WORD_CONVERSATION_UNREAD, false);
        web_button_form(p, act_path(p, view, "delete"), WEB_CONVERSATIONS, WORD_CONVERSATION_REMOVE,
                        true);
    }
    html_w_close_tag(w, "div");
}

static void conversations_write(struct page *p, const struct conversation_view *views, size_t count)
{
    struct html_writer *w = &p->w;
    size_t shown = 0;
    HTML_EL (w, "div") {
        html_w_class(w, "list");
        for (size_t i = 0; i < count; i++) {
            if (web_status_is_hidden(views[i].last, FILTER_THREAD))
                continue;
            conversation_write(p, &views[i]);
            shown++;
        }
    }
    if (shown > 0)
        return;
    HTML_EL (w, "p") {
        html_w_class(w, "empty");
        html_w_text(w, api_page_word(p, WORD_CONVERSATION_NONE));
    }
}

/* out_next: max_id of the page behind this one; 0 when there is none. */
static enum err page_list(struct ctx *ctx, const struct paging *paging,
                          struct conversation_view **out, size_t *out_count, int64_t *out_next)
{
    struct paging_span span;
    TRY(service_list_conversations(ctx, paging, out, out_count, &span));
    struct paging behind = { .below = span.oldest, .count = 1 };
    struct conversation_view *more = NULL;
    size_t more_count = 0;
    struct paging_span more_span;
    TRY(service_list_conversations(ctx, &behind, &more, &more_count, &more_span));
    *out_next = more_span.oldest != 0 ? span.oldest : 0;
    return ERR_OK;
}

enum err web_conversations_show(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    struct paging paging;
    struct conversation_view *views = NULL;
    size_t count = 0;
    int64_t next = 0;
    TRY(web_paging_read(ctx, req, &paging));
    TRY(page_list(ctx, &paging, &views, &count, &next));
    struct page p;
    struct sv title = api_word(api_page_language(req), WORD_CONVERSATIONS);
    TRY(api_page_begin(
        &p, ctx, req, res,
        &(struct page_head){ .title = title, .place = PAGE_PLACE_HOME, .is_unlisted = true }));
    html_w_el(&p.w, "h1", title);
    web_home_tabs(&p, WEB_CONVERSATIONS);
    conversations_write(&p, views, count);
    web_pager(&p, WEB_CONVERSATIONS, next);
    return api_page_end(&p, 200);
}

enum err web_conversation_act(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    struct conversation_view view;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    struct sv verb = http_request_value(req, SV("verb"));
    bool is_unread = sv_eq(verb, SV("unread"));
    if (sv_eq(verb, SV("delete")))
        TRY(service_delete_conversation(ctx, conversation_id(id)));
    else if (is_unread || sv_eq(verb, SV("read")))
        TRY(service_mark_conversation(ctx, conversation_id(id), is_unread, &view));
    else
        return fail(ctx, ERR_NOT_FOUND, "no such act");
    web_see_other(res, WEB_CONVERSATIONS);
    return ERR_OK;
}
