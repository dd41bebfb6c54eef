/* The log of a page: who of its team did what, for the team. */
#include "service/log_page.h"

#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/settings.h"

static const enum word words[] = {
    [PAGE_LOG_CREATED] = WORD_TEAM_CREATED,
    [PAGE_LOG_POSTED] = WORD_TEAM_POSTED,
    [PAGE_LOG_SCHEDULED] = WORD_TEAM_SCHEDULED,
    [PAGE_LOG_EDITED] = WORD_TEAM_EDITED,
    [PAGE_LOG_DELETED] = WORD_TEAM_DELETED,
    [PAGE_LOG_REBLOGGED] = WORD_TEAM_REBLOGGED,
    [PAGE_LOG_ROLE] = WORD_TEAM_ROLE,
    [PAGE_LOG_PROFILE] = WORD_TEAM_PROFILE,
    [PAGE_LOG_FOLLOWER_REMOVED] = WORD_TEAM_FOLLOWER_REMOVED,
    [PAGE_LOG_BLOCKED] = WORD_TEAM_BLOCKED,
    [PAGE_LOG_UNBLOCKED] = WORD_TEAM_UNBLOCKED,
    [PAGE_LOG_DOMAIN_BLOCKED] = WORD_TEAM_DOMAIN_BLOCKED,
    [PAGE_LOG_DOMAIN_UNBLOCKED] = WORD_TEAM_DOMAIN_UNBLOCKED,
    [PAGE_LOG_APPROVAL] = WORD_TEAM_APPROVAL_ON,
    [PAGE_LOG_SUBMITTED] = WORD_TEAM_SUBMITTED,
    [PAGE_LOG_APPROVED] = WORD_TEAM_APPROVED,
    [PAGE_LOG_DECLINED] = WORD_TEAM_DECLINED,
};

static_assert(ARRAY_COUNT(words) == PAGE_LOG_KIND_COUNT, "a word for each kind");

static void somebody_write(struct page *p, const struct account *account)
{
    struct html_writer *w = &p->w;
    if (account == NULL) {
        html_w_text(w, api_page_word(p, WORD_TEAM_SOMEBODY));
        return;
    }
    html_w_subject_begin(w, (struct subject){ account->id.v, CLASS_NAME_AVATAR });
    html_w_link(w, web_account_path(p->ctx->arena, account), web_account_name(account));
    html_w_subject_end(w);
}

static bool has_target(enum page_log_kind kind)
{
    return kind == PAGE_LOG_ROLE || kind == PAGE_LOG_FOLLOWER_REMOVED || kind == PAGE_LOG_BLOCKED ||
           kind == PAGE_LOG_UNBLOCKED || kind == PAGE_LOG_APPROVED || kind == PAGE_LOG_DECLINED;
}

/* "Ann changed a role: Bob, Editor · yesterday" */
static void entry_write(struct page *p, const struct account *page,
                        const struct page_log_view *view)
{
    struct html_writer *w = &p->w;
    const struct page_log_entry *entry = &view->entry;
    bool is_off = entry->kind == PAGE_LOG_APPROVAL && entry->detail == 0;
    struct sv what = api_page_word(p, is_off ? WORD_TEAM_APPROVAL_OFF : words[entry->kind]);
    HTML_EL (w, "li") {
        somebody_write(p, view->actor);
        html_w_text(w, SV(" "));
        if (!status_id_is_none(entry->status) && entry->kind != PAGE_LOG_REBLOGGED)
            html_w_link(w, web_status_path(p->ctx->arena, page, entry->status), what);
        else
            html_w_text(w, what);
        if (has_target(entry->kind)) {
            html_w_text(w, SV(" "));
            somebody_write(p, view->target);
        }
        if (entry->kind == PAGE_LOG_ROLE) {
            html_w_text(w, SV(", "));
            html_w_text(w, api_page_word(p, web_role_word((enum page_role)entry->detail)));
        }
        html_w_text(w, SV(" · "));
        web_time(p, id_time_ms(entry->id.v));
    }
}

enum err web_page_log_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct account page;
    struct paging paging;
    struct page_log_view *views = NULL;
    struct paging_span span;
    size_t count = 0;
    struct page p;
    TRY(web_page_find(ctx, req, &page));
    TRY(web_paging_read(ctx, req, &paging));
    TRY(service_list_page_log(ctx, page.id, &paging, &views, &count, &span));
    TRY(web_settings_begin(&p, ctx, req, res, web_account_name(&page)));
    api_page_el(&p, "h2", TEAM_LOG);
    api_page_el(&p, "p", TEAM_LOG_HINT);
    HTML_EL (&p.w, "ul") {
        html_w_class(&p.w, "log");
        for (size_t i = 0; i < count; i++)
            entry_write(&p, &page, &views[i]);
    }
    struct sv path =
        sv_printf(ctx->arena, "/settings/pages/%" SV_FMT "/log", SV_ARG(page.username));
    web_pager(&p, path, count == paging.count ? span.oldest : 0);
    return api_page_end(&p, 200);
}
