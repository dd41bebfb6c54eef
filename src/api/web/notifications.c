/* Notifications, and who asks to follow. */
#include "api/csrf.h"
#include "api/web/emoji_html.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/status_html.h"
#include "service/list_notifications.h"
#include "service/list_relations.h"
#include "service/set_notification_policy.h"

#define EXCERPT_BYTES_MAX 240
#define REQUESTS_SHOWN 40

static enum word kind_word(enum notification_kind kind)
{
    static const enum word words[NOTIFICATION_KIND_COUNT] = {
        [NOTIFICATION_MENTION] = WORD_NOTE_MENTION,
        [NOTIFICATION_STATUS] = WORD_NOTE_STATUS,
        [NOTIFICATION_REBLOG] = WORD_NOTE_REBLOG,
        [NOTIFICATION_FOLLOW] = WORD_NOTE_FOLLOW,
        [NOTIFICATION_FOLLOW_REQUEST] = WORD_NOTE_FOLLOW_REQUEST,
        [NOTIFICATION_FAVOURITE] = WORD_NOTE_FAVOURITE,
        [NOTIFICATION_POLL] = WORD_NOTE_POLL,
        [NOTIFICATION_UPDATE] = WORD_NOTE_UPDATE,
        [NOTIFICATION_ADMIN_REPORT] = WORD_NOTE_REPORT,
        [NOTIFICATION_ADMIN_SIGN_UP] = WORD_NOTE_SIGN_UP,
        [NOTIFICATION_MODERATION_WARNING] = WORD_NOTE_WARNING,
    };

    return words[kind];
}

/* One's own words again, short: what it was about. */
static void excerpt_write(struct page *p, const struct status_view *view)
{
    struct html_writer *w = &p->w;
    struct arena *a = p->ctx->arena;
    struct sv text = web_status_words(a, view->status, EXCERPT_BYTES_MAX);
    if (text.len == 0)
        text = api_page_word(p, WORD_NOTE_NO_TEXT);
    HTML_EL (w, "p") {
        html_w_class(w, "excerpt");
        html_w_link(w, web_status_path(a, view->account, view->status->id), text);
    }
}

static enum word act_word(enum staff_act_kind kind)
{
    switch (kind) {
    case STAFF_ACT_SENSITIZE:
        return WORD_WARNING_SENSITIVE;
    case STAFF_ACT_DISABLE:
        return WORD_WARNING_DISABLE;
    case STAFF_ACT_SILENCE:
        return WORD_WARNING_SILENCE;
    case STAFF_ACT_SUSPEND:
        return WORD_WARNING_SUSPEND;
    case STAFF_ACT_WARN:
    case STAFF_ACT_UNSENSITIZE:
    case STAFF_ACT_ENABLE:
    case STAFF_ACT_UNSILENCE:
    case STAFF_ACT_UNSUSPEND:
    case STAFF_ACT_APPROVE:
    case STAFF_ACT_REJECT:
    case STAFF_ACT_ERASE:
    case STAFF_ACT_REPORT_TAKE:
    case STAFF_ACT_REPORT_LEAVE:
    case STAFF_ACT_REPORT_CLOSE:
    case STAFF_ACT_REPORT_REOPEN:
    case STAFF_ACT_REPORT_SORT:
    case STAFF_ACT_DOMAIN_SET:
    case STAFF_ACT_DOMAIN_DELETE:
    case STAFF_ACT_KIND_COUNT:
        break;
    }
    return WORD_WARNING_NONE;
}

/* What the moderators did, and in their words why. */
static void act_write(struct page *p, const struct staff_act *act)
{
    struct html_writer *w = &p->w;
    html_w_el(w, "p", api_page_word(p, act_word(act->kind)));
    if (act->text.len == 0)
        return;
    HTML_EL (w, "blockquote") {
        html_w_attr(w, "dir", SV("auto"));
        html_w_text(w, act->text);
    }
}

static bool is_answerable(enum notification_kind kind)
{
    return kind == NOTIFICATION_MENTION || kind == NOTIFICATION_STATUS ||
           kind == NOTIFICATION_UPDATE;
}

static void note_write(struct page *p, const struct notification_view *view)
{
    struct html_writer *w = &p->w;
    enum notification_kind kind = view->notification.kind;
    html_w_open(w, "div");
    html_w_class(w, "note");
    HTML_EL (w, "p") {
        html_w_class(w, "context");
        html_w_subject_begin(w, (struct subject){ view->account->id.v, CLASS_REACTIONS });
        web_name_link(p, view->account);
        html_w_text(w, SV(" "));
        html_w_text(w, api_page_word(p, kind_word(kind)));
        html_w_text(w, SV(" · "));
        web_time(p, id_time_ms(view->notification.id.v));
        html_w_subject_end(w);
    }
    if (view->status != NULL && is_answerable(kind))
        web_status(p, view->status, false, FILTER_NOTIFICATIONS);
    else if (view->status != NULL)
        excerpt_write(p, view->status);
    if (view->act != NULL)
        act_write(p, view->act);
    html_w_close_tag(w, "div");
}

static void request_write(struct page *p, const struct account *account)
{
    struct html_writer *w = &p->w;
    struct arena *a = p->ctx->arena;
    HTML_EL (w, "li") {
        web_account_line(p, account);
        HTML_EL (w, "div") {
            html_w_class(w, "row");
            web_button_form(p, sv_printf(a, "/accounts/%lld/accept", (long long)account->id.v),
                            SV("/notifications"), WORD_REQUEST_ACCEPT, false);
            web_button_form(p, sv_printf(a, "/accounts/%lld/reject", (long long)account->id.v),
                            SV("/notifications"), WORD_REQUEST_REJECT, true);
        }
    }
}

static enum err requests_write(struct page *p)
{
    struct account_page requests;
    TRY(service_list_own_relations(p->ctx, RELATION_REQUESTS,
                                   &(struct paging){ .below = INT64_MAX, .count = REQUESTS_SHOWN },
                                   &requests));
    if (requests.count == 0)
        return ERR_OK;
    struct html_writer *w = &p->w;
    api_page_el(p, "h2", REQUESTS);
    HTML_EL (w, "ul") {
        html_w_class(w, "people");
        for (size_t i = 0; i < requests.count; i++)
            request_write(p, &requests.accounts[i]);
    }
    return ERR_OK;
}

/* Where what was kept aside is looked at, and how much there is. */
static enum err aside_write(struct page *p)
{
    struct html_writer *w = &p->w;
    struct notification_policy_view view;
    TRY(service_get_notification_policy(p->ctx, &view));
    HTML_EL (w, "p") {
        html_w_class(w, "context");
        html_w_link(w, SV("/notifications/requests"), api_page_word(p, WORD_NOTE_REQUESTS));
        if (view.waiting.notifications > 0)
            html_w_text(w,
                        sv_printf(p->ctx->arena, " (%lld)", (long long)view.waiting.notifications));
    }
    return ERR_OK;
}

static bool is_hidden(const struct notification_view *view)
{
    return view->status != NULL && web_status_is_hidden(view->status, FILTER_NOTIFICATIONS);
}

static void notes_write(struct page *p, const struct notification_view *views, size_t count)
{
    struct html_writer *w = &p->w;
    size_t shown = 0;
    for (size_t i = 0; i < count; i++)
        shown += !is_hidden(&views[i]);
    if (shown == 0) {
        HTML_EL (w, "p") {
            html_w_class(w, "empty");
            html_w_text(w, api_page_word(p, WORD_NOTE_NONE));
        }
        return;
    }
    HTML_EL (w, "div") {
        html_w_class(w, "list");
        for (size_t i = 0; i < count; i++)
            if (!is_hidden(&views[i]))
                note_write(p, &views[i]);
    }
}

/* out_next: max_id of the page behind this one; 0 when there is none. */
static enum err notes_list(struct ctx *ctx, const struct paging *paging,
                           struct notification_view **out, size_t *out_count, int64_t *out_next)
{
    const struct notification_filter all = { .kinds = NOTIFICATION_KINDS_ALL };
    struct paging_span span;
    TRY(service_list_notifications(ctx, &all, paging, out, out_count, &span));
    struct paging behind = { .below = span.oldest, .count = 1 };
    struct notification_view *more;
    size_t more_count;
    struct paging_span more_span;
    TRY(service_list_notifications(ctx, &all, &behind, &more, &more_count, &more_span));
    *out_next = more_span.oldest != 0 ? span.oldest : 0;
    return ERR_OK;
}

enum err web_notifications_show(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    struct paging paging;
    TRY(web_paging_read(ctx, req, &paging));
    struct notification_view *views;
    size_t count;
    int64_t next;
    TRY(notes_list(ctx, &paging, &views, &count, &next));
    struct page p;
    TRY(api_page_begin(
        &p, ctx, req, res,
        &(struct page_head){ .title = api_word(api_page_language(req), WORD_NAV_NOTIFICATIONS),
                             .place = PAGE_PLACE_NOTIFICATIONS,
                             .is_unlisted = true }));
    api_page_el(&p, "h1", NAV_NOTIFICATIONS);
    TRY(aside_write(&p));
    TRY(requests_write(&p));
    notes_write(&p, views, count);
    web_pager(&p, SV("/notifications"), next);
    if (count > 0)
        web_button_form(&p, SV("/notifications/clear"), SV("/notifications"), WORD_NOTE_CLEAR,
                        false);
    return api_page_end(&p, 200);
}

enum err web_notifications_clear(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    TRY(service_clear_notifications(ctx));
    web_see_other(res, SV("/notifications"));
    return ERR_OK;
}
