/* Announcements on the pages. */
#include "api/web/announcements.h"

#include "api/csrf.h"
#include "api/web/emoji_html.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "service/announce.h"
#include "service/custom_emoji.h"
#include "text/date.h"
#include "text/params.h"

static struct sv path_of(struct page *p, const char *base, struct announcement_id id,
                         const char *verb)
{
    return sv_printf(p->ctx->arena, "%s/%lld/%s", base, (long long)id.v, verb);
}

/* A custom emoji has a name of its own, which is none of Unicode's. */
static void reaction_name_write(struct page *p, struct sv name)
{
    struct custom_emoji emoji;
    struct sv text = name;
    struct custom_emojis emojis = { &emoji, 1 };
    if (!service_find_emoji(p->ctx, name, &emoji))
        emojis.count = 0;
    else
        text = sv_printf(p->ctx->arena, ":%" SV_FMT ":", SV_ARG(name));
    web_emoji_text(p, text, &emojis);
}

/* Pressing one's own takes it back. */
static void reaction_write(struct page *p, struct announcement_id id,
                           const struct announcement_reaction *reaction)
{
    struct html_writer *w = &p->w;
    const char *verb = reaction->is_mine ? "unreact" : "react";
    api_page_form_open(p, path_of(p, "/announcements", id, verb), SV(""), false);
    api_page_hidden(p, SV("name"), reaction->name);
    html_w_open(w, "button");
    html_w_class(w, "quiet");
    html_w_attr(w, "aria-pressed", reaction->is_mine ? SV("true") : SV("false"));
    reaction_name_write(p, reaction->name);
    html_w_text(w, SV(" "));
    html_w_i64(w, reaction->count);
    html_w_close_tag(w, "button");
    web_form_close(p);
}

static void announcement_write(struct page *p, const struct announcement_view *view)
{
    struct html_writer *w = &p->w;
    struct announcement_id id = view->announcement.id;
    HTML_EL (w, "article") {
        html_w_class(w, "panel");
        html_w_attr(w, "aria-label", api_page_word(p, WORD_ANNOUNCEMENT));
        struct custom_emojis emojis = service_find_emojis(p->ctx, &view->words.content.bytes, 1);
        web_emoji_html(p, view->words.content, &emojis);
        HTML_EL (w, "div") {
            html_w_class(w, "row");
            for (size_t i = 0; i < view->reaction_count; i++)
                reaction_write(p, id, &view->reactions[i]);
            if (view->reaction_count == 0) {
                struct announcement_reaction first = { .name = SV("\xf0\x9f\x91\x8d") };
                reaction_write(p, id, &first);
            }
            web_button_form(p, path_of(p, "/announcements", id, "dismiss"), SV(""),
                            WORD_ANNOUNCEMENT_DISMISS, false);
        }
    }
}

enum err web_announcements_write(struct page *p)
{
    struct announcement_view *views = NULL;
    size_t count = 0;
    TRY(service_list_announcements(p->ctx, &views, &count));
    for (size_t i = 0; i < count; i++)
        if (!views[i].is_read)
            announcement_write(p, &views[i]);
    return ERR_OK;
}

static void row_write(struct page *p, const struct announcement *what)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "li") {
        HTML_EL (w, "span") {
            html_w_class(w, "names");
            html_w_el(w, "span", web_cut(what->text, 400));
            if (what->ends_ms != 0) {
                HTML_EL (w, "span") {
                    html_w_class(w, "handle");
                    html_w_text(w, api_page_fill(p, WORD_ANNOUNCEMENT_UNTIL,
                                                 date_render_day(p->ctx->arena, what->ends_ms)));
                }
            }
        }
        web_button_form(p, path_of(p, "/moderation/announcements", what->id, "delete"), SV(""),
                        WORD_ANNOUNCEMENT_DELETE, true);
    }
}

static void form_write(struct page *p)
{
    api_page_form_open(p, SV("/moderation/announcements"), SV("panel"), false);
    web_text_area(p,
                  &(struct form_field){ .name = SV("text"),
                                        .label = WORD_ANNOUNCEMENT_TEXT,
                                        .is_required = true,
                                        .chars_max = ANNOUNCEMENT_MAX_CHARS },
                  4);
    web_field(p, &(struct form_field){
                     .name = SV("ends"), .type = SV("date"), .label = WORD_ANNOUNCEMENT_ENDS });
    web_submit(p, WORD_ANNOUNCEMENT_NEW);
    web_form_close(p);
}

enum err web_announcements_section(struct page *p)
{
    struct announcement *list = NULL;
    size_t count = 0;
    if (p->ctx->viewer.role < USER_ROLE_ADMIN)
        return ERR_OK;
    TRY(service_list_all_announcements(p->ctx, &list, &count));
    api_page_el(p, "h2", ANNOUNCEMENTS);
    HTML_EL (&p->w, "ul") {
        html_w_class(&p->w, "people");
        for (size_t i = 0; i < count; i++)
            row_write(p, &list[i]);
    }
    form_write(p);
    return ERR_OK;
}

static enum err draft_read(struct ctx *ctx, const struct http_request *req,
                           struct announcement_draft *out)
{
    struct sv ends = params_find(req->params, SV("ends"));
    *out = (struct announcement_draft){ .text = params_find(req->params, SV("text")),
                                        .is_all_day = true };
    if (ends.len == 0)
        return ERR_OK;
    if (!date_parse_day(ends, &out->ends_ms))
        return fail(ctx, ERR_BAD_PARAM, "date of an end");
    out->ends_ms += DATE_DAY_MS - 1;
    return ERR_OK;
}

enum err web_announcement_new(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    struct announcement_draft draft;
    struct announcement what;
    TRY(draft_read(ctx, req, &draft));
    TRY(service_announce(ctx, &draft, &what));
    web_see_other(res, SV("/moderation"));
    return ERR_OK;
}

enum err web_announcement_delete(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    TRY(service_delete_announcement(ctx, announcement_id(id)));
    web_see_other(res, SV("/moderation"));
    return ERR_OK;
}

enum err web_announcement_act(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    struct sv verb = http_request_value(req, SV("verb"));
    struct sv name = params_find(req->params, SV("name"));
    TRY(web_id_read(ctx, req, SV("id"), &id));
    if (sv_eq(verb, SV("dismiss")))
        TRY(service_dismiss_announcement(ctx, announcement_id(id)));
    else if (sv_eq(verb, SV("react")))
        TRY(service_react_to_announcement(ctx, announcement_id(id), name));
    else if (sv_eq(verb, SV("unreact")))
        TRY(service_unreact_to_announcement(ctx, announcement_id(id), name));
    else
        return fail(ctx, ERR_NOT_FOUND, "no such act");
    web_see_other(res, SV("/home"));
    return ERR_OK;
}
