/* Settings: profile, who one acts as, pages, sign-ins, and the way out. */
#include "api/web/settings.h"

#include "api/authenticate.h"
#include "api/csrf.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "base/num.h"
#include "service/feature_tag.h"
#include "service/find_account.h"
#include "service/follow_tag.h"
#include "service/list_relations.h"
#include "service/manage_page.h"
#include "service/manage_user.h"
#include "service/sign_in.h"
#include "text/params.h"
#include "text/url.h"

#define RELATIONS_SHOWN 80

void web_panel_open(struct page *p, struct sv id, enum word title)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "section");
    html_w_class(w, "panel");
    html_w_attr(w, "id", id);
    html_w_el(w, "h2", api_page_word(p, title));
}

void web_panel_close(struct page *p)
{
    html_w_close_tag(&p->w, "section");
}

enum err web_settings_begin(struct page *p, struct ctx *ctx, const struct http_request *req,
                            struct http_response *res, struct sv title)
{
    TRY(api_page_begin(
        p, ctx, req, res,
        &(struct page_head){ .title = title, .place = PAGE_PLACE_SETTINGS, .is_unlisted = true }));
    html_w_el(&p->w, "h1", title);
    return ERR_OK;
}

enum err web_page_find(struct ctx *ctx, const struct http_request *req, struct account *out)
{
    struct account found;
    TRY(service_find_account(ctx, http_request_value(req, SV("name")), false, &found));
    if (!account_is_local(&found) || found.kind != ACCOUNT_PAGE)
        return fail(ctx, ERR_NOT_FOUND, "not a page");
    *out = found;
    return ERR_OK;
}

static enum err acting_section(struct page *p)
{
    struct account *accounts;
    size_t count;
    TRY(service_list_acting_accounts(p->ctx, &accounts, &count));
    if (count < 2)
        return ERR_OK;
    struct html_writer *w = &p->w;
    web_panel_open(p, SV("act-as"), WORD_ACT_AS_TITLE);
    api_page_form_open(p, SV("/settings/act_as"), SV(""), false);
    HTML_EL (w, "fieldset") {
        api_page_el(p, "legend", ACT_AS_LEGEND);
        for (size_t i = 0; i < count; i++)
            api_page_account_choice(p, SV("account"), &accounts[i],
                                    account_id_eq(accounts[i].id, p->ctx->viewer.account));
    }
    web_submit(p, WORD_ACT_AS_BUTTON);
    web_form_close(p);
    web_panel_close(p);
    return ERR_OK;
}

/* What this page has, for who looks for one thing. */
static void contents_write(struct page *p)
{
    static const struct {
        struct sv href;
        enum word word;
    } rows[] = {
        { SV_INIT("#profile"), WORD_PROFILE_TITLE },   { SV_INIT("#pages"), WORD_PAGES },
        { SV_INIT("#language"), WORD_LANGUAGE_TITLE }, { SV_INIT("#access"), WORD_ACCESS },
        { SV_INIT("#others"), WORD_SETTINGS_OTHERS },  { SV_INIT("#leave"), WORD_ERASE_TITLE },
    };
    struct html_writer *w = &p->w;
    HTML_EL (w, "ul") {
        html_w_class(w, "tabs");
        for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
            HTML_EL (w, "li") {
                html_w_link(w, rows[i].href, api_page_word(p, rows[i].word));
            }
        }
    }
}

static void language_section(struct page *p)
{
    struct sv chosen = p->ctx->viewer.locale;
    enum language language;
    bool is_ours = api_language_parse(chosen, &language);
    web_panel_open(p, SV("language"), WORD_LANGUAGE_TITLE);
    api_page_form_open(p, SV("/settings/language"), SV(""), false);
    web_select_open(p, SV("locale"), WORD_LANGUAGE_LABEL);
    web_option(p, SV(""), api_page_word(p, WORD_LANGUAGE_BROWSER), !is_ours);
    for (enum language l = 0; l < LANGUAGE_COUNT; l++)
        web_option(p, api_language_tag(l), api_language_name(l), is_ours && language == l);
    web_select_close(p);
    web_submit(p, WORD_SAVE);
    web_form_close(p);
    web_panel_close(p);
}

static void others_section(struct page *p)
{
    struct html_writer *w = &p->w;
    web_panel_open(p, SV("others"), WORD_SETTINGS_OTHERS);
    HTML_EL (w, "p") {
        html_w_link(w, SV("/settings/relations"), api_page_word(p, WORD_RELATIONS_TITLE));
    }
    web_panel_close(p);
}

static void leave_section(struct page *p)
{
    struct html_writer *w = &p->w;
    web_panel_open(p, SV("leave"), WORD_ERASE_TITLE);
    api_page_el(p, "p", ERASE_TEXT);
    HTML_EL (w, "p") {
        html_w_link(w, SV("/settings/erase"), api_page_word(p, WORD_ERASE_ACCOUNT));
    }
    web_panel_close(p);
}

static const struct field_errors *errors_of(struct sv form, struct sv name,
                                            const struct field_errors *errors)
{
    return sv_eq(form, name) ? errors : NULL;
}

enum err web_settings_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                           struct sv form, const struct field_errors *errors)
{
    struct page p;
    struct sv title = api_word(api_page_language(req), WORD_NAV_SETTINGS);
    TRY(web_settings_begin(&p, ctx, req, res, title));
    if (errors != NULL)
        web_alert(&p, WORD_ERROR_VALIDATION);
    contents_write(&p);
    TRY(acting_section(&p));
    TRY(web_profile_section(&p, errors_of(form, SV("profile"), errors)));
    TRY(web_pages_section(&p, errors_of(form, SV("page"), errors)));
    language_section(&p);
    TRY(web_access_section(&p, errors_of(form, SV("password"), errors)));
    others_section(&p);
    leave_section(&p);
    return api_page_end(&p, errors != NULL ? 422 : 200);
}

enum err web_settings_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return web_settings_page(ctx, req, res, SV(""), NULL);
}

enum err web_language_set(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    struct sv sent = params_find(req->params, SV("locale"));
    enum language language;
    if (sent.len > 0 && !api_language_parse(sent, &language))
        return fail(ctx, ERR_BAD_PARAM, "locale");
    TRY(service_set_locale(ctx, sent.len > 0 ? api_language_tag(language) : SV("")));
    web_see_other(res, SV("/settings#language"));
    return ERR_OK;
}

enum err web_act_as(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    TRY(api_csrf_check(ctx, req, PAGE_FORM));
    int64_t id = 0;
    if (!sv_to_i64_in(params_find(req->params, SV("account")), 1, INT64_MAX, &id))
        return fail(ctx, ERR_BAD_PARAM, "account");
    TRY(service_act_as(ctx, api_session_cookie(ctx, req), account_id(id)));
    web_see_other(res, SV("/home"));
    return ERR_OK;
}

static enum err relations_write(struct page *p, enum relation_list list, enum word title,
                                const char *verb, enum word button)
{
    struct account_page page;
    TRY(service_list_own_relations(
        p->ctx, list, &(struct paging){ .below = INT64_MAX, .count = RELATIONS_SHOWN }, &page));
    struct html_writer *w = &p->w;
    html_w_el(w, "h2", api_page_word(p, title));
    if (page.count == 0)
        api_page_el(p, "p", RELATIONS_NONE);
    HTML_EL (w, "ul") {
        html_w_class(w, "people");
        for (size_t i = 0; i < page.count; i++) {
            const struct account *account = &page.accounts[i];
            HTML_EL (w, "li") {
                web_account_line(p, account);
                web_button_form(
                    p,
                    sv_printf(p->ctx->arena, "/accounts/%lld/%s", (long long)account->id.v, verb),
                    SV("/settings/relations"), button, false);
            }
        }
    }
    return ERR_OK;
}

/* One hashtag, and the button that takes it out of its list. */
static void tag_write(struct page *p, struct sv name, const char *verb, enum word button)
{
    struct html_writer *w = &p->w;
    struct arena *a = p->ctx->arena;
    struct sv path = sv_printf(a, "/tags/%" SV_FMT, SV_ARG(url_percent_encode(a, name)));
    HTML_EL (w, "li") {
        html_w_link(w, path, sv_printf(a, "#%" SV_FMT, SV_ARG(name)));
        web_button_form(p, sv_printf(a, "%" SV_FMT "/%s", SV_ARG(path), verb),
                        SV("/settings/relations"), button, false);
    }
}

static enum err tags_write(struct page *p)
{
    struct html_writer *w = &p->w;
    struct followed_tag *tags = NULL;
    size_t count = 0;
    struct paging paging = { .below = INT64_MAX, .count = RELATIONS_SHOWN };
    TRY(service_list_followed_tags(p->ctx, &paging, &tags, &count));
    api_page_el(p, "h2", RELATIONS_TAGS);
    if (count == 0)
        api_page_el(p, "p", RELATIONS_TAGS_NONE);
    HTML_EL (w, "ul") {
        html_w_class(w, "people");
        for (size_t i = 0; i < count; i++)
            tag_write(p, tags[i].name, "unfollow", WORD_UNFOLLOW);
    }
    return ERR_OK;
}

static enum err featured_write(struct page *p)
{
    struct html_writer *w = &p->w;
    struct featured_tag *tags = NULL;
    size_t count = 0;
    TRY(service_list_featured_tags(p->ctx, p->ctx->viewer.account, &tags, &count));
    api_page_el(p, "h2", RELATIONS_FEATURED);
    if (count == 0)
        api_page_el(p, "p", RELATIONS_TAGS_NONE);
    HTML_EL (w, "ul") {
        html_w_class(w, "people");
        for (size_t i = 0; i < count; i++)
            tag_write(p, tags[i].name, "unfeature", WORD_TAG_UNFEATURE);
    }
    return ERR_OK;
}

enum err web_relations_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct page p;
    struct sv title = api_word(api_page_language(req), WORD_RELATIONS_TITLE);
    TRY(web_settings_begin(&p, ctx, req, res, title));
    TRY(relations_write(&p, RELATION_FOLLOWING, WORD_RELATIONS_FOLLOWING, "unfollow",
                        WORD_UNFOLLOW));
    TRY(relations_write(&p, RELATION_ENDORSEMENTS, WORD_RELATIONS_ENDORSEMENTS, "unendorse",
                        WORD_UNENDORSE));
    TRY(tags_write(&p));
    TRY(featured_write(&p));
    TRY(relations_write(&p, RELATION_FOLLOWERS, WORD_RELATIONS_FOLLOWERS, "remove",
                        WORD_REMOVE_FOLLOWER));
    TRY(relations_write(&p, RELATION_MUTES, WORD_RELATIONS_MUTES, "unmute", WORD_UNMUTE));
    TRY(relations_write(&p, RELATION_BLOCKS, WORD_RELATIONS_BLOCKS, "unblock", WORD_UNBLOCK));
    return api_page_end(&p, 200);
}
