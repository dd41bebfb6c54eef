/* A poll on a page. */
#include "api/web/poll_html.h"

#include "api/web/emoji_html.h"
#include "api/web/form.h"
#include "api/web/parts.h"
#include "base/num.h"
#include "service/custom_emoji.h"
#include "text/params.h"

static bool is_chosen(const struct status_view *view, struct poll_option_id option)
{
    for (size_t i = 0; i < view->choice_count; i++)
        if (poll_option_id_eq(view->choices[i], option))
            return true;
    return false;
}

static bool may_vote(const struct page *p, const struct status_view *view)
{
    return p->viewer != NULL && !account_id_eq(p->viewer->id, view->account->id) &&
           view->choice_count == 0 && !poll_is_over(view->status->poll, p->ctx->now_ms);
}

static void choice_write(struct page *p, const struct poll *poll,
                         const struct custom_emojis *emojis, size_t at)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "label");
    html_w_class(w, "check");
    html_w_void(w, "input");
    html_w_attr(w, "type", poll->is_multiple ? SV("checkbox") : SV("radio"));
    html_w_attr(w, "name", SV("choices[]"));
    html_w_attr_i64(w, "value", (int64_t)at);
    html_w_attr_bool(w, "required", !poll->is_multiple);
    html_w_text(w, SV(" "));
    web_emoji_text(p, poll->options[at].title, emojis);
    html_w_close_tag(w, "label");
}

static void form_write(struct page *p, const struct status_view *view,
                       const struct custom_emojis *emojis, struct sv back)
{
    struct html_writer *w = &p->w;
    const struct status *s = view->status;
    api_page_form_open(p, sv_printf(p->ctx->arena, "/statuses/%lld/vote", (long long)s->id.v),
                       SV("poll"), false);
    api_page_hidden(p, SV("return_to"), back);
    HTML_EL (w, "fieldset") {
        HTML_EL (w, "legend") {
            html_w_class(w, "unseen");
            html_w_text(w, api_page_word(p, WORD_POLL));
        }
        for (size_t i = 0; i < s->poll->option_count; i++)
            choice_write(p, s->poll, emojis, i);
    }
    web_submit(p, WORD_POLL_VOTE);
    web_form_close(p);
}

/* Of those who answered, where that is known: with several to choose the shares are of people. */
static int64_t whole_of(const struct poll *poll)
{
    int64_t votes = poll_votes(poll);
    return poll->is_multiple && poll->voters > 0 ? poll->voters : votes;
}

static void share_write(struct page *p, const struct poll_option *option, int64_t whole)
{
    struct html_writer *w = &p->w;
    int64_t percent = whole > 0 ? option->votes * 100 / whole : 0;
    if (percent > 100)
        percent = 100;
    html_w_open(w, "meter");
    html_w_attr(w, "aria-label", option->title);
    html_w_attr_i64(w, "max", 100);
    html_w_attr_i64(w, "value", percent);
    html_w_close_tag(w, "meter");
    HTML_EL (w, "span") {
        html_w_class(w, "count");
        html_w_text(w, sv_printf(p->ctx->arena, "%lld %%", (long long)percent));
    }
}

static void result_write(struct page *p, const struct status_view *view,
                         const struct custom_emojis *emojis, size_t at, bool is_shown)
{
    struct html_writer *w = &p->w;
    const struct poll *poll = view->status->poll;
    HTML_EL (w, "li") {
        HTML_EL (w, "span") {
            web_emoji_text(p, poll->options[at].title, emojis);
        }
        if (is_shown)
            share_write(p, &poll->options[at], whole_of(poll));
        if (is_chosen(view, poll->options[at].id)) {
            html_w_subject_begin(w, (struct subject){ p->ctx->viewer.account.v, CLASS_REACTIONS });
            html_w_el(w, "strong", api_page_word(p, WORD_POLL_CHOSEN));
            html_w_subject_end(w);
        }
    }
}

static void foot_write(struct page *p, const struct poll *poll, bool is_shown)
{
    struct html_writer *w = &p->w;
    bool is_over = poll_is_over(poll, p->ctx->now_ms);
    HTML_EL (w, "p") {
        html_w_class(w, "context");
        html_w_text(w, api_word_count(p->ctx->arena, p->language, WORD_POLL_VOTES_1,
                                      WORD_POLL_VOTES, poll_votes(poll)));
        if (poll->expires_ms != 0) {
            html_w_text(w, SV(" · "));
            html_w_text(w, api_page_word(p, is_over ? WORD_POLL_ENDED : WORD_POLL_ENDS));
            html_w_text(w, SV(" "));
            web_time(p, poll->expires_ms);
        }
        if (!is_shown) {
            html_w_text(w, SV(" · "));
            html_w_text(w, api_page_word(p, WORD_POLL_HIDDEN));
        }
    }
}

void web_poll(struct page *p, const struct status_view *view, struct sv back)
{
    struct html_writer *w = &p->w;
    const struct poll *poll = view->status->poll;
    if (poll == NULL)
        return;
    bool is_shown = poll_shows_totals(poll, p->ctx->now_ms);
    struct custom_emojis emojis = service_emojis_of_poll(p->ctx, view->status);
    if (may_vote(p, view)) {
        form_write(p, view, &emojis, back);
    } else {
        HTML_EL (w, "ul") {
            html_w_class(w, "poll");
            for (size_t i = 0; i < poll->option_count; i++)
                result_write(p, view, &emojis, i, is_shown);
        }
    }
    foot_write(p, poll, is_shown);
}

static struct sv field_name(struct arena *a, int number)
{
    return sv_printf(a, "poll%d", number);
}

/* How long it may run. */
static const struct {
    struct sv seconds;
    enum word word;
} spans[] = {
    { SV_INIT("3600"), WORD_POLL_HOUR },     { SV_INIT("86400"), WORD_POLL_DAY },
    { SV_INIT("259200"), WORD_POLL_DAYS },   { SV_INIT("604800"), WORD_POLL_WEEK },
    { SV_INIT("2592000"), WORD_POLL_MONTH },
};

#define SPAN_DEFAULT SV("86400")

void web_poll_fields(struct page *p)
{
    struct html_writer *w = &p->w;
    const struct params *params = p->req->params;
    struct sv chosen = params_find(params, SV("poll_seconds"));
    HTML_EL (w, "details") {
        html_w_class(w, "fold");
        html_w_el(w, "summary", api_page_word(p, WORD_POLL_ADD));
        for (int i = 1; i <= POLL_OPTIONS_MAX; i++) {
            struct sv name = field_name(p->ctx->arena, i);
            web_field(p, &(struct form_field){ .name = name,
                                               .label = WORD_POLL_OPTION,
                                               .value = params_find(params, name),
                                               .chars_max = POLL_OPTION_CHARS_MAX });
        }
        web_checkbox(p, SV("poll_multiple"), WORD_POLL_MULTIPLE,
                     params_bool(params, SV("poll_multiple"), false));
        web_checkbox(p, SV("poll_hidden"), WORD_POLL_HIDE,
                     params_bool(params, SV("poll_hidden"), false));
        web_select_open(p, SV("poll_seconds"), WORD_POLL_SPAN);
        for (size_t i = 0; i < ARRAY_COUNT(spans); i++)
            web_option(p, spans[i].seconds, api_page_word(p, spans[i].word),
                       sv_eq(spans[i].seconds, chosen.len > 0 ? chosen : SPAN_DEFAULT));
        web_select_close(p);
    }
}

bool web_poll_read(struct ctx *ctx, const struct http_request *req, struct poll_draft *out)
{
    const struct params *params = req->params;
    struct sv typed[POLL_OPTIONS_MAX];
    for (int i = 0; i < POLL_OPTIONS_MAX; i++)
        typed[i] = params_find(params, field_name(ctx->arena, i + 1));
    struct poll_draft draft = { .is_multiple = params_bool(params, SV("poll_multiple"), false),
                                .hides_totals = params_bool(params, SV("poll_hidden"), false) };
    poll_draft_options(ctx->arena, typed, POLL_OPTIONS_MAX, &draft);
    if (draft.option_count == 0)
        return false;
    if (!sv_to_i64_in(params_find(params, SV("poll_seconds")), 0, POLL_SECONDS_MAX, &draft.seconds))
        draft.seconds = 0;
    *out = draft;
    return true;
}
