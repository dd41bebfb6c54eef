/* What the viewer can do about another account, as buttons. */
#include "api/web/relation_html.h"

#include "api/web/form.h"
#include "api/web/parts.h"

static void button_write(struct page *p, const struct account *account, const char *verb,
                         enum word word, struct sv class)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "button");
    if (class.len > 0)
        html_w_attr(w, "class", class);
    html_w_attr_url(w, "formaction",
                    sv_printf(p->ctx->arena, "/accounts/%lld/%s", (long long)account->id.v, verb));
    html_w_text(w, api_page_word(p, word));
    html_w_close_tag(w, "button");
}

static void follow_write(struct page *p, const struct account *account,
                         const struct relationship *r)
{
    if (r->is_blocking)
        button_write(p, account, "unblock", WORD_UNBLOCK, SV(""));
    else if (r->is_following)
        button_write(p, account, "unfollow", WORD_UNFOLLOW, SV("quiet"));
    else if (r->is_requested)
        button_write(p, account, "unfollow", WORD_UNREQUEST, SV("quiet"));
    else if (!r->is_blocked_by)
        button_write(p, account, "follow", WORD_FOLLOW, SV(""));
}

static void menu_write(struct page *p, const struct account *account, const struct relationship *r)
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
            if (r->is_following)
                button_write(p, account, r->is_endorsed ? "unendorse" : "endorse",
                             r->is_endorsed ? WORD_UNENDORSE : WORD_ENDORSE, SV("quiet"));
            button_write(p, account, r->is_muting ? "unmute" : "mute",
                         r->is_muting ? WORD_UNMUTE : WORD_MUTE, SV("quiet"));
            if (r->is_followed_by)
                button_write(p, account, "remove", WORD_REMOVE_FOLLOWER, SV("quiet"));
            if (!r->is_blocking)
                button_write(p, account, "block", WORD_BLOCK, SV("danger"));
            html_w_link(w,
                        sv_printf(p->ctx->arena, "/accounts/%lld/report", (long long)account->id.v),
                        api_page_word(p, WORD_REPORT));
        }
    }
}

static void standing_write(struct page *p, const struct relationship *r)
{
    struct html_writer *w = &p->w;
    enum word word = WORD_COUNT;
    if (r->is_blocked_by)
        word = WORD_ACCOUNT_BLOCKED_YOU;
    else if (r->is_followed_by)
        word = WORD_ACCOUNT_FOLLOWS_YOU;
    if (word == WORD_COUNT)
        return;
    html_w_open(w, "span");
    html_w_class(w, "standing");
    html_w_text(w, api_page_word(p, word));
    html_w_close_tag(w, "span");
}

static void own_write(struct page *p)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "a");
    html_w_class(w, "button quiet");
    html_w_attr_url(w, "href", SV("/settings"));
    html_w_text(w, api_page_word(p, WORD_EDIT_PROFILE));
    html_w_close_tag(w, "a");
}

void web_relation_buttons(struct page *p, const struct account *account,
                          const struct relationship *relation)
{
    if (p->viewer != NULL && account_id_eq(p->viewer->id, account->id)) {
        own_write(p);
        return;
    }
    if (relation == NULL)
        return;
    struct html_writer *w = &p->w;
    html_w_subject_begin(w, (struct subject){ account->id.v, CLASS_RELATIONS });
    struct sv action = sv_printf(p->ctx->arena, "/accounts/%lld/follow", (long long)account->id.v);
    api_page_form_open(p, action, SV("relation"), false);
    api_page_hidden(p, SV("return_to"), web_account_path(p->ctx->arena, account));
    standing_write(p, relation);
    follow_write(p, account, relation);
    menu_write(p, account, relation);
    web_form_close(p);
    html_w_subject_end(w);
}
