/* Write a status, an answer, an edit. */
#include "api/web/compose.h"

#include "api/csrf.h"
#include "api/languages.h"
#include "api/web/find.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/picture.h"
#include "api/web/poll_html.h"
#include "api/web/status_html.h"
#include "base/num.h"
#include "service/approve_status.h"
#include "service/authenticate.h"
#include "service/compose_status.h"
#include "service/edit_status.h"
#include "service/make_media.h"
#include "service/post_status.h"
#include "service/schedule_status.h"
#include "text/params.h"

#define REPLY_TEXT_BYTES_MAX 4096
#define ALT_CHARS_MAX MEDIA_ALT_CHARS_MAX

/* What stands in the form. */
struct draft {
    struct sv action;
    struct sv text;
    struct sv spoiler;
    struct sv language;
    enum visibility visibility;
    bool is_sensitive;
    struct status_id in_reply_to;
    bool is_small;
    bool is_edit; /* pictures, poll and visibility stay */
    enum word button;
};

static void language_write(struct page *p, struct sv chosen)
{
    web_select_open(p, SV("language"), WORD_COMPOSE_LANGUAGE);
    for (size_t i = 0; i < api_language_row_count; i++)
        web_option(p, api_language_rows[i].tag, api_language_rows[i].name,
                   sv_eq(api_language_rows[i].tag, chosen));
    web_select_close(p);
}

static void picture_write(struct page *p, int number)
{
    struct arena *a = p->ctx->arena;
    web_media_field(p, sv_printf(a, "picture%d", number));
    web_field(p, &(struct form_field){ .name = sv_printf(a, "alt%d", number),
                                       .label = WORD_COMPOSE_ALT,
                                       .chars_max = ALT_CHARS_MAX });
}

static void pictures_write(struct page *p)
{
    struct html_writer *w = &p->w;
    picture_write(p, 1);
    HTML_EL (w, "details") {
        html_w_class(w, "fold");
        html_w_el(w, "summary", api_page_word(p, WORD_COMPOSE_PICTURES_MORE));
        for (int i = 2; i <= STATUS_MEDIA_MAX; i++)
            picture_write(p, i);
    }
}

static void rest_write(struct page *p, const struct draft *d)
{
    web_field(p, &(struct form_field){
                     .name = SV("spoiler"), .label = WORD_COMPOSE_SPOILER, .value = d->spoiler });
    if (!d->is_edit) {
        pictures_write(p);
        web_poll_fields(p);
    }
    web_checkbox(p, SV("sensitive"), WORD_COMPOSE_SENSITIVE, d->is_sensitive);
    html_w_open(&p->w, "div");
    html_w_class(&p->w, "pair");
    if (!d->is_edit)
        web_visibility_field(p, WORD_COMPOSE_VISIBILITY, VISIBILITY_DIRECT, d->visibility);
    language_write(p, d->language);
    html_w_close_tag(&p->w, "div");
}

static void draft_write(struct page *p, const struct draft *d)
{
    struct html_writer *w = &p->w;
    api_page_form_open(p, d->action, SV("compose"), true);
    if (!status_id_is_none(d->in_reply_to))
        api_page_hidden(p, SV("in_reply_to"),
                        sv_printf(p->ctx->arena, "%lld", (long long)d->in_reply_to.v));
    web_text_area(
        p, &(struct form_field){ .name = SV("text"), .label = WORD_COMPOSE_TEXT, .value = d->text },
        d->is_small ? 3 : 6);
    if (d->is_small) {
        HTML_EL (w, "details") {
            html_w_class(w, "fold");
            html_w_el(w, "summary", api_page_word(p, WORD_COMPOSE_MORE));
            rest_write(p, d);
        }
    } else {
        rest_write(p, d);
    }
    web_submit(p, d->button);
    web_form_close(p);
}

/* An empty form with the account's defaults. */
static struct draft draft_new(const struct page *p)
{
    struct sv language = p->viewer->default_language;
    return (struct draft){ .action = SV("/compose"),
                           .visibility = p->viewer->default_visibility,
                           .is_sensitive = p->viewer->default_sensitive,
                           .language = language.len > 0 ? language : api_language_tag(p->language),
                           .button = WORD_COMPOSE_BUTTON };
}

/* What was sent, when a form was. */
static void draft_read(const struct params *params, struct draft *d)
{
    if (!params_has(params, SV("text")))
        return;
    d->text = params_find(params, SV("text"));
    d->spoiler = params_find(params, SV("spoiler"));
    d->is_sensitive = params_bool(params, SV("sensitive"), false);
    struct sv language = params_find(params, SV("language"));
    if (language.len > 0)
        d->language = language;
    if (!visibility_parse(params_find(params, SV("visibility")), &d->visibility))
        d->visibility = VISIBILITY_PUBLIC;
}

void web_compose_form(struct page *p, bool is_small)
{
    struct draft d = draft_new(p);
    d.is_small = is_small;
    draft_read(p->req->params, &d);
    draft_write(p, &d);
}

/* "@author @others ": whoever takes part is named again. */
static struct sv reply_text(const struct page *p, const struct status_view *to)
{
    struct arena *a = p->ctx->arena;
    struct buf b;
    buf_init(&b, a, REPLY_TEXT_BYTES_MAX);
    if (!account_id_eq(to->account->id, p->viewer->id))
        buf_printf(&b, "@%" SV_FMT " ", SV_ARG(account_acct(a, to->account)));
    for (size_t i = 0; i < to->status->mention_count; i++) {
        const struct status_mention *m = &to->status->mentions[i];
        if (m->is_silent || account_id_eq(m->account, p->viewer->id) ||
            account_id_eq(m->account, to->account->id))
            continue;
        buf_printf(&b, "@%" SV_FMT, SV_ARG(m->username));
        if (m->domain.len > 0)
            buf_printf(&b, "@%" SV_FMT, SV_ARG(m->domain));
        buf_char(&b, ' ');
    }
    return buf_view(&b);
}

static struct draft reply_draft(const struct page *p, const struct status_view *to)
{
    struct draft d = draft_new(p);
    d.in_reply_to = to->status->id;
    d.text = reply_text(p, to);
    d.spoiler = to->status->spoiler;
    if (to->status->visibility > d.visibility)
        d.visibility = to->status->visibility;
    if (to->status->language.len > 0)
        d.language = to->status->language;
    return d;
}

enum err web_reply_form(struct page *p, const struct status_view *to)
{
    struct draft d = reply_draft(p, to);
    d.is_small = true;
    d.button = WORD_COMPOSE_REPLY;
    HTML_EL (&p->w, "section") {
        html_w_class(&p->w, "reply-form");
        html_w_attr(&p->w, "aria-label", api_page_word(p, WORD_COMPOSE_REPLY));
        draft_write(p, &d);
    }
    return ERR_OK;
}

static enum err compose_begin(struct ctx *ctx, struct http_request *req, struct http_response *res,
                              struct page *p, enum word title)
{
    TRY(api_page_begin(p, ctx, req, res,
                       &(struct page_head){ .title = api_word(api_page_language(req), title),
                                            .place = PAGE_PLACE_COMPOSE,
                                            .is_unlisted = true }));
    html_w_el(&p->w, "h1", api_page_word(p, title));
    return ERR_OK;
}

/* The page for an answer shows what is answered. */
static enum err reply_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                           struct status_id to, const enum word *fault)
{
    struct status_view view;
    TRY(service_view_status(ctx, to, &view));
    struct page p;
    TRY(compose_begin(ctx, req, res, &p, WORD_COMPOSE_REPLY));
    if (fault != NULL)
        web_alert(&p, *fault);
    web_status(&p, &view, false, 0);
    struct draft d = reply_draft(&p, &view);
    draft_read(req->params, &d);
    draft_write(&p, &d);
    return api_page_end(&p, fault != NULL ? 422 : 200);
}

static enum err compose_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                             const enum word *fault)
{
    int64_t to = 0;
    if (sv_to_i64_in(params_find(req->params, SV("in_reply_to")), 1, INT64_MAX, &to))
        return reply_page(ctx, req, res, status_id(to), fault);
    struct page p;
    TRY(compose_begin(ctx, req, res, &p, WORD_COMPOSE_TITLE));
    if (fault != NULL)
        web_alert(&p, *fault);
    web_compose_form(&p, false);
    return api_page_end(&p, fault != NULL ? 422 : 200);
}

enum err web_compose_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return compose_page(ctx, req, res, NULL);
}

/* The pictures of the form, in order. */
static enum err pictures_upload(struct ctx *ctx, const struct http_request *req,
                                struct media_id out[STATUS_MEDIA_MAX], size_t *out_count)
{
    size_t count = 0;
    for (int i = 1; i <= STATUS_MEDIA_MAX; i++) {
        struct media_id id;
        TRY(web_picture_take(ctx, req, sv_printf(ctx->arena, "picture%d", i), MEDIA_ATTACHMENT,
                             params_find(req->params, sv_printf(ctx->arena, "alt%d", i)), &id));
        if (!media_id_is_none(id))
            out[count++] = id;
    }
    *out_count = count;
    return ERR_OK;
}

static void post_draft_read(const struct http_request *req, struct post_draft *draft)
{
    const struct params *params = req->params;
    draft->text = params_find(params, SV("text"));
    draft->spoiler = params_find(params, SV("spoiler"));
    draft->language = params_find(params, SV("language"));
    draft->has_visibility =
        visibility_parse(params_find(params, SV("visibility")), &draft->visibility);
    draft->has_sensitive = true;
    draft->is_sensitive = params_bool(params, SV("sensitive"), false);
    int64_t to = 0;
    if (sv_to_i64_in(params_find(params, SV("in_reply_to")), 1, INT64_MAX, &to))
        draft->in_reply_to = status_id(to);
}

static enum err status_show(struct ctx *ctx, struct http_response *res, const struct status *status)
{
    struct account author;
    TRY(service_get_viewer_account(ctx, &author));
    web_see_other(res, web_status_path(ctx->arena, &author, status->id));
    return ERR_OK;
}

/* Why it was not posted. */
static enum err fault_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                           const struct post_draft *draft)
{
    enum media_fault fault = MEDIA_FAULT_NONE;
    TRY(service_find_media_fault(ctx, draft->media, draft->media_count, status_id(0), &fault));
    enum word word = fault == MEDIA_FAULT_UNFINISHED ? WORD_COMPOSE_MEDIA_UNFINISHED
                     : fault == MEDIA_FAULT_MIXED    ? WORD_COMPOSE_MEDIA_MIXED
                                                     : WORD_COMPOSE_FAULT;
    return compose_page(ctx, req, res, &word);
}

static enum err waiting_show(struct ctx *ctx, struct http_response *res)
{
    struct account page;
    TRY(service_get_viewer_account(ctx, &page));
    web_see_other(
        res, sv_printf(ctx->arena, "/settings/pages/%" SV_FMT "/waiting", SV_ARG(page.username)));
    return ERR_OK;
}

enum err web_compose(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    struct media_id media[STATUS_MEDIA_MAX];
    struct post_draft draft = { .media = media };
    struct poll_draft poll;
    post_draft_read(req, &draft);
    if (web_poll_read(ctx, req, &poll))
        draft.poll = &poll;
    if (draft.poll != NULL && poll_draft_check(draft.poll) != POLL_FAULT_NONE)
        return compose_page(ctx, req, res, &(enum word){ WORD_COMPOSE_POLL_FAULT });
    enum err err = pictures_upload(ctx, req, media, &draft.media_count);
    if (err == ERR_VALIDATION || err == ERR_TOO_LARGE)
        return compose_page(ctx, req, res, &(enum word){ WORD_COMPOSE_PICTURE_FAULT });
    TRY(err);
    bool waits = false;
    TRY(service_must_wait(ctx, &waits));
    struct status status;
    struct scheduled_status waiting;
    err = waits ? service_schedule_status(ctx, &draft, 0, &waiting)
                : service_post_status(ctx, &draft, &status);
    if (err == ERR_VALIDATION)
        return fault_page(ctx, req, res, &draft);
    TRY(err);
    return waits ? waiting_show(ctx, res) : status_show(ctx, res, &status);
}

static enum err own_status_load(struct ctx *ctx, const struct http_request *req,
                                struct status_view *out)
{
    int64_t id = 0;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    TRY(service_view_status(ctx, status_id(id), out));
    if (!account_id_eq(out->account->id, ctx->viewer.account) || out->reblog != NULL)
        return fail(ctx, ERR_NOT_FOUND, "not the viewer's");
    return ERR_OK;
}

static enum err edit_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                          const enum word *fault)
{
    struct status_view view;
    TRY(own_status_load(ctx, req, &view));
    struct page p;
    TRY(compose_begin(ctx, req, res, &p, WORD_STATUS_EDIT));
    if (fault != NULL)
        web_alert(&p, *fault);
    struct draft d = draft_new(&p);
    d.action = sv_printf(ctx->arena, "/statuses/%lld/edit", (long long)view.status->id.v);
    d.text = view.status->source;
    d.spoiler = view.status->spoiler;
    d.is_sensitive = view.status->is_sensitive;
    d.is_edit = true;
    if (view.status->language.len > 0)
        d.language = view.status->language;
    draft_read(req->params, &d);
    draft_write(&p, &d);
    return api_page_end(&p, fault != NULL ? 422 : 200);
}

enum err web_edit_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return edit_page(ctx, req, res, NULL);
}

enum err web_edit(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    TRY(web_id_read(ctx, req, SV("id"), &id));
    struct edit_draft draft = { .text = params_find(req->params, SV("text")),
                                .spoiler = params_find(req->params, SV("spoiler")),
                                .language = params_find(req->params, SV("language")),
                                .has_sensitive = true,
                                .is_sensitive = params_bool(req->params, SV("sensitive"), false) };
    struct status status;
    enum err err = service_edit_status(ctx, status_id(id), &draft, &status);
    if (err == ERR_VALIDATION)
        return edit_page(ctx, req, res, &(enum word){ WORD_COMPOSE_FAULT });
    TRY(err);
    return status_show(ctx, res, &status);
}
