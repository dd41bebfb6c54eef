/* A status on a page. */
#include "api/web/status_html.h"

#include "api/web/emoji_html.h"
#include "api/web/form.h"
#include "api/web/parts.h"
#include "api/web/poll_html.h"
#include "service/custom_emoji.h"
#include "service/serve_media.h"

static bool is_signed_in(const struct page *p)
{
    return p->viewer != NULL;
}

static bool is_own(const struct page *p, const struct account *account)
{
    return is_signed_in(p) && account_id_eq(account->id, p->viewer->id);
}

/* What a private status says belongs to a narrower class than what everybody may read. */
static struct subject body_subject(const struct status *s)
{
    bool is_open = s->visibility <= VISIBILITY_UNLISTED;
    return (struct subject){ s->account.v, is_open ? CLASS_POST_BODY : CLASS_MESSAGE };
}

static void reblogger_write(struct page *p, const struct account *account)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "p") {
        html_w_class(w, "context");
        html_w_subject_begin(w, (struct subject){ account->id.v, CLASS_REACTIONS });
        web_name_link(p, account);
        html_w_text(w, SV(" "));
        html_w_text(w, api_page_word(p, WORD_STATUS_REBLOGGED));
        html_w_subject_end(w);
    }
}

static void head_write(struct page *p, const struct status_view *view)
{
    struct html_writer *w = &p->w;
    const struct status *s = view->status;
    HTML_EL (w, "header") {
        web_account_line(p, view->account);
        HTML_EL (w, "span") {
            html_w_class(w, "when");
            html_w_open(w, "a");
            html_w_attr_url(w, "href", web_status_path(p->ctx->arena, view->account, s->id));
            web_time(p, s->created_ms);
            html_w_close_tag(w, "a");
            if (s->edited_ms > 0) {
                html_w_text(w, SV(" · "));
                html_w_text(w, api_page_word(p, WORD_STATUS_EDITED));
            }
            if (s->visibility != VISIBILITY_PUBLIC) {
                html_w_text(w, SV(" · "));
                html_w_text(w, api_page_word(p, web_visibility_word(s->visibility)));
            }
        }
    }
}

static void reply_write(struct page *p, const struct status_view *view)
{
    const struct account *to = view->reply_account;
    if (to == NULL || account_id_eq(to->id, view->account->id))
        return;
    struct html_writer *w = &p->w;
    HTML_EL (w, "p") {
        html_w_class(w, "context");
        html_w_text(w, api_page_word(p, WORD_STATUS_IN_REPLY_TO));
        html_w_text(w, SV(" "));
        struct sv acct = account_acct(p->ctx->arena, to);
        html_w_link(w, web_account_path(p->ctx->arena, to),
                    sv_printf(p->ctx->arena, "@%" SV_FMT, SV_ARG(acct)));
    }
}

static void body_write(struct page *p, const struct status *s, const struct custom_emojis *emojis)
{
    struct html_writer *w = &p->w;
    if (s->content.bytes.len == 0)
        return;
    html_w_open(w, "div");
    html_w_class(w, "content");
    html_w_attr(w, "dir", SV("auto"));
    if (s->language.len > 0)
        html_w_attr(w, "lang", s->language);
    web_emoji_html(p, s->content, emojis);
    html_w_close_tag(w, "div");
}

/* The description is for who does not see the picture, and for who wants to know what it shows. */
static void alt_write(struct page *p, struct sv alt)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "details") {
        html_w_class(w, "alt");
        html_w_open(w, "summary");
        html_w_attr(w, "title", api_page_word(p, WORD_STATUS_ALT));
        html_w_text(w, SV("ALT"));
        html_w_close_tag(w, "summary");
        HTML_EL (w, "figcaption") {
            html_w_attr(w, "dir", SV("auto"));
            html_w_text(w, alt);
        }
    }
}

static void picture_write(struct page *p, const struct media *m)
{
    struct html_writer *w = &p->w;
    const struct media_file_meta *small = &m->versions[MEDIA_VERSION_SMALL];
    const struct media_file_meta *size =
        small->width > 0 ? small : &m->versions[MEDIA_VERSION_ORIGINAL];
    html_w_open(w, "a");
    html_w_attr_url(w, "href", service_media_url(p->ctx, m, MEDIA_VERSION_ORIGINAL));
    if (m->alt.len == 0)
        html_w_attr(w, "aria-label", api_page_word(p, WORD_STATUS_NO_ALT));
    html_w_void(w, "img");
    html_w_attr_url(w, "src", service_media_url(p->ctx, m, MEDIA_VERSION_SMALL));
    html_w_attr(w, "alt", m->alt);
    if (size->width > 0) {
        html_w_attr_i64(w, "width", size->width);
        html_w_attr_i64(w, "height", size->height);
    }
    html_w_attr(w, "loading", SV("lazy"));
    html_w_close_tag(w, "a");
    if (m->alt.len > 0)
        alt_write(p, m->alt);
}

/* A film plays where it stands, once it is asked to; a moving picture over and over and without sound. */
static void film_write(struct page *p, const struct media *m)
{
    struct html_writer *w = &p->w;
    const struct media_file_meta *size = &m->versions[MEDIA_VERSION_ORIGINAL];
    html_w_open(w, "video");
    html_w_attr_url(w, "src", service_media_url(p->ctx, m, MEDIA_VERSION_ORIGINAL));
    html_w_attr_bool(w, "controls", true);
    html_w_attr_bool(w, "playsinline", true);
    html_w_attr_bool(w, "loop", m->kind == MEDIA_GIFV);
    html_w_attr_bool(w, "muted", m->kind == MEDIA_GIFV);
    if (m->versions[MEDIA_VERSION_SMALL].mime.len > 0) {
        html_w_attr(w, "preload", SV("none"));
        html_w_attr_url(w, "poster", service_media_url(p->ctx, m, MEDIA_VERSION_SMALL));
    } else {
        html_w_attr(w, "preload", SV("metadata"));
    }
    html_w_attr(w, "aria-label", m->alt.len > 0 ? m->alt : api_page_word(p, WORD_STATUS_NO_ALT));
    if (size->width > 0) {
        html_w_attr_i64(w, "width", size->width);
        html_w_attr_i64(w, "height", size->height);
    }
    html_w_close_tag(w, "video");
    if (m->alt.len > 0)
        alt_write(p, m->alt);
}

static void sound_write(struct page *p, const struct media *m)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "audio");
    html_w_attr_url(w, "src", service_media_url(p->ctx, m, MEDIA_VERSION_ORIGINAL));
    html_w_attr_bool(w, "controls", true);
    html_w_attr(w, "preload", SV("none"));
    html_w_attr(w, "aria-label", m->alt.len > 0 ? m->alt : api_page_word(p, WORD_STATUS_NO_ALT));
    html_w_close_tag(w, "audio");
    if (m->alt.len > 0)
        alt_write(p, m->alt);
}

/* A moving picture may be of an image type, where others or no ffmpeg made it. */
static bool is_picture(const struct media *m)
{
    return m->kind == MEDIA_IMAGE ||
           (m->kind == MEDIA_GIFV &&
            sv_starts_with(m->versions[MEDIA_VERSION_ORIGINAL].mime, SV("image/")));
}

/* What we cannot show is a link. */
static void file_write(struct page *p, const struct media *m)
{
    struct sv text = m->alt.len > 0 ? m->alt : api_page_word(p, WORD_STATUS_FILE);
    html_w_link(&p->w, service_media_url(p->ctx, m, MEDIA_VERSION_ORIGINAL), text);
}

static void media_one_write(struct page *p, const struct media *m)
{
    if (m->state != MEDIA_READY)
        html_w_text(&p->w, api_page_word(p, WORD_STATUS_UNFINISHED));
    else if (is_picture(m))
        picture_write(p, m);
    else if (m->kind == MEDIA_VIDEO || m->kind == MEDIA_GIFV)
        film_write(p, m);
    else if (m->kind == MEDIA_AUDIO)
        sound_write(p, m);
    else
        file_write(p, m);
}

static void media_list_write(struct page *p, const struct status *s)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "div");
    if (s->media_count == 1)
        html_w_class(w, "media one");
    else
        html_w_class(w, "media");
    for (size_t i = 0; i < s->media_count; i++) {
        HTML_EL (w, "figure") {
            media_one_write(p, &s->media[i]);
        }
    }
    html_w_close_tag(w, "div");
}

/* Which of the viewer's filters hold where it is shown, and the strictest they ask for. */
struct filtering {
    const struct status_view *view;
    unsigned context;
    bool is_any;
    enum filter_action action;
};

static struct filtering filtering_of(const struct status_view *view, unsigned context)
{
    struct filtering f = { .view = view, .context = context };
    f.is_any = filter_matches_in(view->filtered, view->filtered_count, context, &f.action);
    return f;
}

static bool asks_for(const struct filtering *f, enum filter_action action)
{
    return f->is_any && f->action == action;
}

bool web_status_is_hidden(const struct status_view *view, unsigned context)
{
    struct filtering f = filtering_of(view, context);
    return asks_for(&f, FILTER_HIDE);
}

/* The titles of those filters, as their owner wrote them. */
static void filter_summary_write(struct page *p, const struct filtering *f)
{
    struct html_writer *w = &p->w;
    struct sv titles = { 0 };
    for (size_t i = 0; i < f->view->filtered_count; i++) {
        const struct filter *filter = f->view->filtered[i].filter;
        if ((filter->contexts & f->context) == 0)
            continue;
        titles = titles.len == 0 ? filter->title
                                 : sv_printf(p->ctx->arena, "%" SV_FMT ", %" SV_FMT, SV_ARG(titles),
                                             SV_ARG(filter->title));
    }
    html_w_subject_begin(w, (struct subject){ p->ctx->viewer.account.v, CLASS_RELATIONS });
    html_w_el(w, "summary", api_page_fill(p, WORD_STATUS_FILTERED, titles));
    html_w_subject_end(w);
}

static void media_write(struct page *p, const struct status *s, const struct filtering *f)
{
    struct html_writer *w = &p->w;
    bool is_blurred = asks_for(f, FILTER_BLUR);
    if (s->media_count == 0)
        return;
    /* Behind a content warning everything is folded away already. */
    if (!is_blurred && (!s->is_sensitive || s->spoiler.len > 0)) {
        media_list_write(p, s);
        return;
    }
    HTML_EL (w, "details") {
        html_w_class(w, "fold");
        if (is_blurred)
            filter_summary_write(p, f);
        else
            html_w_el(w, "summary", api_page_word(p, WORD_STATUS_SENSITIVE));
        media_list_write(p, s);
    }
}

/* Its picture lies elsewhere, and no reader is sent there unasked. */
void web_preview_card(struct page *p, const struct preview_card *card)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "blockquote") {
        html_w_class(w, "card");
        html_w_attr_url(w, "cite", card->url);
        html_w_open(w, "a");
        html_w_attr_url(w, "href", card->url);
        html_w_attr(w, "rel", SV("nofollow noopener noreferrer"));
        html_w_text(w, card->title);
        html_w_close_tag(w, "a");
        if (card->description.len > 0)
            html_w_el(w, "p", card->description);
        if (card->provider.len > 0)
            html_w_el(w, "small", card->provider);
    }
}

static void words_write(struct page *p, const struct status_view *view, const struct filtering *f,
                        struct sv back)
{
    struct html_writer *w = &p->w;
    const struct status *s = view->status;
    struct custom_emojis emojis = service_emojis_of_status(p->ctx, s);
    html_w_subject_begin(w, body_subject(s));
    if (s->spoiler.len > 0) {
        HTML_EL (w, "details") {
            html_w_class(w, "fold");
            html_w_open(w, "summary");
            if (s->language.len > 0)
                html_w_attr(w, "lang", s->language);
            web_emoji_text(p, s->spoiler, &emojis);
            html_w_close_tag(w, "summary");
            body_write(p, s, &emojis);
            web_poll(p, view, back);
            media_write(p, s, f);
            if (s->card != NULL)
                web_preview_card(p, s->card);
        }
    } else {
        body_write(p, s, &emojis);
        web_poll(p, view, back);
        media_write(p, s, f);
        if (s->card != NULL)
            web_preview_card(p, s->card);
    }
    html_w_subject_end(w);
}

/* A button of the status's one form. */
struct act {
    const char *verb; /* literal of the route */
    enum word word;
    struct html icon;
    int64_t count;
    bool is_on; /* done already: the verb takes it back */
    bool is_dangerous;
};

#define ICON(path)                                                                                 \
    HTML_LIT("<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"" path "\"></path></svg>")
#define ICON_REPLY ICON("M10 8V4l-7 7 7 7v-4c5 0 8 2 10 5 0-6-3-11-10-11z")
/* Its form is not filled when it is on. */
#define ICON_REBLOG                                                                                \
    HTML_LIT(                                                                                      \
        "<svg class=\"line\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">"                          \
        "<path d=\"M4 9l3-4 3 4M7 5v9a3 3 0 0 0 3 3h4M20 15l-3 4-3-4M17 19v-9a3 3 0 0 0-3-3h-4\">" \
        "</path></svg>")
#define ICON_FAVOURITE                                                                             \
    ICON("M12 3l2.7 5.9 6.3.7-4.7 4.3 1.3 6.3-5.6-3.2-5.6 3.2 1.3-6.3L3 9.6l6.3-.7z")
#define ICON_BOOKMARK ICON("M6 3h12v18l-6-5-6 5z")

static struct sv act_path(const struct page *p, const struct status *s, const char *verb)
{
    return sv_printf(p->ctx->arena, "/statuses/%lld/%s", (long long)s->id.v, verb);
}

static void count_write(struct html_writer *w, int64_t count)
{
    if (count == 0)
        return;
    html_w_open(w, "span");
    html_w_class(w, "count");
    html_w_i64(w, count);
    html_w_close_tag(w, "span");
}

static void act_write(struct page *p, const struct status *s, const struct act *act)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "button");
    html_w_class(w, "act");
    html_w_attr_url(w, "formaction", act_path(p, s, act->verb));
    html_w_attr(w, "title", api_page_word(p, act->word));
    if (act->is_on)
        html_w_attr(w, "data-on", SV(""));
    html_w_html(w, act->icon);
    html_w_open(w, "span");
    html_w_class(w, "unseen");
    html_w_text(w, api_page_word(p, act->word));
    html_w_close_tag(w, "span");
    count_write(w, act->count);
    html_w_close_tag(w, "button");
}

static void menu_button_write(struct page *p, const struct status *s, const char *verb,
                              enum word word, bool is_dangerous)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "button");
    if (is_dangerous)
        html_w_class(w, "danger");
    else
        html_w_class(w, "quiet");
    html_w_attr_url(w, "formaction", act_path(p, s, verb));
    html_w_text(w, api_page_word(p, word));
    html_w_close_tag(w, "button");
}

static void menu_link_write(struct page *p, struct sv href, enum word word)
{
    html_w_link(&p->w, href, api_page_word(p, word));
}

static void thread_button_write(struct page *p, const struct status_view *view)
{
    menu_button_write(p, view->status, view->is_muted ? "unmute" : "mute",
                      view->is_muted ? WORD_THREAD_UNMUTE : WORD_THREAD_MUTE, false);
}

static void others_menu_write(struct page *p, const struct status_view *view)
{
    struct arena *a = p->ctx->arena;
    menu_link_write(p, web_account_path(a, view->account), WORD_STATUS_AUTHOR);
    menu_link_write(p,
                    sv_printf(a, "/accounts/%lld/report?status=%lld",
                              (long long)view->account->id.v, (long long)view->status->id.v),
                    WORD_REPORT);
    thread_button_write(p, view);
    if (p->ctx->viewer.role >= USER_ROLE_MODERATOR)
        menu_button_write(p, view->status, "delete", WORD_STATUS_DELETE, true);
}

static void own_menu_write(struct page *p, const struct status_view *view)
{
    const struct status *s = view->status;
    menu_link_write(p, sv_printf(p->ctx->arena, "/statuses/%lld/edit", (long long)s->id.v),
                    WORD_STATUS_EDIT);
    thread_button_write(p, view);
    if (s->visibility != VISIBILITY_DIRECT)
        menu_button_write(p, s, view->is_pinned ? "unpin" : "pin",
                          view->is_pinned ? WORD_STATUS_UNPIN : WORD_STATUS_PIN, false);
    menu_button_write(p, s, "delete", WORD_STATUS_DELETE, true);
}

static void menu_write(struct page *p, const struct status_view *view)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "details") {
        html_w_class(w, "menu");
        html_w_open(w, "summary");
        html_w_attr(w, "title", api_page_word(p, WORD_MORE));
        html_w_open(w, "span");
        html_w_class(w, "unseen");
        html_w_text(w, api_page_word(p, WORD_MORE));
        html_w_close_tag(w, "span");
        html_w_close_tag(w, "summary");
        HTML_EL (w, "div") {
            if (is_own(p, view->account))
                own_menu_write(p, view);
            else
                others_menu_write(p, view);
        }
    }
}

static void reply_link_write(struct page *p, const struct status *s)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "a");
    html_w_class(w, "act");
    html_w_attr_url(w, "href",
                    sv_printf(p->ctx->arena, "/compose?in_reply_to=%lld", (long long)s->id.v));
    html_w_attr(w, "title", api_page_word(p, WORD_STATUS_REPLY));
    html_w_html(w, ICON_REPLY);
    html_w_open(w, "span");
    html_w_class(w, "unseen");
    html_w_text(w, api_page_word(p, WORD_STATUS_REPLY));
    html_w_close_tag(w, "span");
    count_write(w, s->counts.replies);
    html_w_close_tag(w, "a");
}

/* Where the form of a status leads back to: this page, at this status. */
static struct sv here(const struct page *p, const struct status_view *view, struct status_id anchor)
{
    struct arena *a = p->ctx->arena;
    if (p->req->method != HTTP_GET)
        return web_status_path(a, view->account, view->status->id);
    return sv_printf(a, "%" SV_FMT "#s-%lld", SV_ARG(p->req->target), (long long)anchor.v);
}

static void acts_write(struct page *p, const struct status_view *view, struct status_id anchor)
{
    const struct status *s = view->status;
    api_page_form_open(p, act_path(p, s, "favourite"), SV("acts"), false);
    api_page_hidden(p, SV("return_to"), here(p, view, anchor));
    reply_link_write(p, s);
    if (visibility_allows_reblog(s->visibility, is_own(p, view->account)))
        act_write(
            p, s,
            &(struct act){ .verb = view->is_reblogged ? "unreblog" : "reblog",
                           .word = view->is_reblogged ? WORD_STATUS_UNREBLOG : WORD_STATUS_REBLOG,
                           .icon = ICON_REBLOG,
                           .count = s->counts.reblogs,
                           .is_on = view->is_reblogged });
    act_write(p, s,
              &(struct act){ .verb = view->is_favourited ? "unfavourite" : "favourite",
                             .word = view->is_favourited ? WORD_STATUS_UNFAVOURITE
                                                         : WORD_STATUS_FAVOURITE,
                             .icon = ICON_FAVOURITE,
                             .count = s->counts.favourites,
                             .is_on = view->is_favourited });
    act_write(
        p, s,
        &(struct act){ .verb = view->is_bookmarked ? "unbookmark" : "bookmark",
                       .word = view->is_bookmarked ? WORD_STATUS_UNBOOKMARK : WORD_STATUS_BOOKMARK,
                       .icon = ICON_BOOKMARK,
                       .is_on = view->is_bookmarked });
    menu_write(p, view);
    web_form_close(p);
}

static void figure_write(struct page *p, int64_t count, enum word one, enum word many)
{
    struct html_writer *w = &p->w;
    if (count == 0)
        return;
    html_w_el(w, "li", api_word_count(p->ctx->arena, p->language, one, many, count));
}

/* For visitors, who cannot do anything about it. */
static void counts_write(struct page *p, const struct status *s)
{
    struct html_writer *w = &p->w;
    if (s->counts.replies + s->counts.reblogs + s->counts.favourites == 0)
        return;
    HTML_EL (w, "ul") {
        html_w_class(w, "counts");
        figure_write(p, s->counts.replies, WORD_STATUS_REPLIES_1, WORD_STATUS_REPLIES);
        figure_write(p, s->counts.reblogs, WORD_STATUS_REBLOGS_1, WORD_STATUS_REBLOGS);
        figure_write(p, s->counts.favourites, WORD_STATUS_FAVOURITES_1, WORD_STATUS_FAVOURITES);
    }
}

static void article_write(struct page *p, const struct status_view *view, const struct filtering *f)
{
    const struct status_view *shown = view->reblog != NULL ? view->reblog : view;
    if (view->reblog != NULL)
        reblogger_write(p, view->account);
    head_write(p, shown);
    reply_write(p, shown);
    words_write(p, shown, f, here(p, shown, view->status->id));
    if (is_signed_in(p))
        acts_write(p, shown, view->status->id);
    else
        counts_write(p, shown->status);
}

void web_status(struct page *p, const struct status_view *view, bool is_main, unsigned context)
{
    struct html_writer *w = &p->w;
    struct filtering f = filtering_of(view, context);
    if (asks_for(&f, FILTER_HIDE))
        return;
    html_w_open(w, "article");
    if (is_main)
        html_w_class(w, "status main");
    else
        html_w_class(w, "status");
    html_w_attr(w, "id", sv_printf(p->ctx->arena, "s-%lld", (long long)view->status->id.v));
    if (asks_for(&f, FILTER_WARN)) {
        HTML_EL (w, "details") {
            html_w_class(w, "fold filtered");
            filter_summary_write(p, &f);
            article_write(p, view, &f);
        }
    } else {
        article_write(p, view, &f);
    }
    html_w_close_tag(w, "article");
}

static bool is_any_shown(const struct status_page *list, unsigned context)
{
    for (size_t i = 0; i < list->count; i++)
        if (!web_status_is_hidden(&list->views[i], context))
            return true;
    return false;
}

void web_status_list(struct page *p, const struct status_page *list, struct sv path,
                     enum word empty, unsigned context)
{
    struct html_writer *w = &p->w;
    if (!is_any_shown(list, context)) {
        HTML_EL (w, "p") {
            html_w_class(w, "empty");
            html_w_text(w, api_page_word(p, empty));
        }
    }
    html_w_open(w, "div");
    html_w_class(w, "list");
    for (size_t i = 0; i < list->count; i++)
        web_status(p, &list->views[i], false, context);
    html_w_close_tag(w, "div");
    web_pager(p, path, list->is_end ? 0 : list->max_id);
}
