/* Page. */
#include "api/page.h"

#include "api/asset.h"
#include "api/csrf.h"
#include "conf/settings.h"
#include "service/authenticate.h"
#include "service/engine.h"

#define PAGE_BYTES_MAX ((size_t)2 << 20)

static void meta_write(struct html_writer *w, struct sv name, struct sv content)
{
    if (content.len == 0)
        return;
    html_w_void(w, "meta");
    html_w_attr(w, "name", name);
    html_w_attr(w, "content", content);
}

static void property_write(struct html_writer *w, struct sv property, struct sv content)
{
    if (content.len == 0)
        return;
    html_w_void(w, "meta");
    html_w_attr(w, "property", property);
    html_w_attr(w, "content", content);
}

/* What is shown where somebody passes a link to this page on. Spec: The Open Graph protocol */
static void preview_write(struct html_writer *w, const struct page_head *head, struct sv server)
{
    if (head->canonical.len == 0)
        return;
    property_write(w, SV("og:site_name"), server);
    property_write(w, SV("og:type"), SV("article"));
    property_write(w, SV("og:title"), head->title);
    property_write(w, SV("og:description"), head->description);
    property_write(w, SV("og:url"), head->canonical);
    property_write(w, SV("og:image"), head->picture);
}

static void link_write(struct html_writer *w, struct sv rel, struct sv type, struct sv href)
{
    if (href.len == 0)
        return;
    html_w_void(w, "link");
    html_w_attr(w, "rel", rel);
    if (type.len > 0)
        html_w_attr(w, "type", type);
    html_w_attr_url(w, "href", href);
}

static void head_write(struct page *p, const struct page_head *head, struct sv server)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "head") {
        html_w_void(w, "meta");
        html_w_attr(w, "charset", SV("utf-8"));
        HTML_EL (w, "title") {
            html_w_text(w, head->title);
            if (!sv_eq(head->title, server)) {
                html_w_text(w, SV(" · "));
                html_w_text(w, server);
            }
        }
        meta_write(w, SV("viewport"), SV("width=device-width, initial-scale=1"));
        meta_write(w, SV("color-scheme"), SV("light dark"));
        meta_write(w, SV("description"), head->description);
        preview_write(w, head, server);
        meta_write(w, SV("robots"), head->is_unlisted ? SV("noindex") : SV(""));
        link_write(w, SV("stylesheet"), SV(""), asset_path(ASSET_STYLE));
        link_write(w, SV("icon"), SV("image/svg+xml"), asset_path(ASSET_ICON));
        link_write(w, SV("canonical"), SV(""), head->canonical);
        link_write(w, SV("alternate"), SV("application/atom+xml"), head->feed);
        link_write(w, SV("alternate"), SV("application/activity+json"), head->activity);
        link_write(w, SV("alternate"), SV("application/json+oembed"), head->embedding);
        if (head->is_embedded) {
            html_w_void(w, "base");
            html_w_attr(w, "target", SV("_blank"));
        }
    }
}

static void entry_write(struct page *p, struct sv href, enum word word, bool is_here)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "li") {
        html_w_open(w, "a");
        html_w_attr_url(w, "href", href);
        if (is_here)
            html_w_attr(w, "aria-current", SV("page"));
        html_w_text(w, api_page_word(p, word));
        html_w_close_tag(w, "a");
    }
}

static void explore_entry_write(struct page *p, enum page_place place)
{
    if (conf_bool(p->ctx->engine->conf, CONF_TRENDS_SHOWN))
        entry_write(p, SV("/explore"), WORD_EXPLORE, place == PAGE_PLACE_EXPLORE);
}

static void viewer_entries_write(struct page *p, enum page_place place)
{
    struct arena *a = p->ctx->arena;
    const struct viewer *viewer = &p->ctx->viewer;
    entry_write(p, SV("/home"), WORD_NAV_HOME, place == PAGE_PLACE_HOME);
    if (!viewer->is_page || viewer->page_role >= PAGE_ROLE_MODERATOR)
        entry_write(p, SV("/notifications"), WORD_NAV_NOTIFICATIONS,
                    place == PAGE_PLACE_NOTIFICATIONS);
    if (!viewer->is_page || viewer->page_role >= PAGE_ROLE_EDITOR)
        entry_write(p, SV("/compose"), WORD_NAV_COMPOSE, place == PAGE_PLACE_COMPOSE);
    explore_entry_write(p, place);
    entry_write(p, SV("/search"), WORD_SEARCH, place == PAGE_PLACE_SEARCH);
    if (p->viewer != NULL)
        entry_write(p, sv_printf(a, "/@%" SV_FMT, SV_ARG(p->viewer->username)), WORD_NAV_PROFILE,
                    place == PAGE_PLACE_PROFILE);
    entry_write(p, SV("/settings"), WORD_NAV_SETTINGS, place == PAGE_PLACE_SETTINGS);
    if (p->ctx->viewer.role >= USER_ROLE_MODERATOR)
        entry_write(p, SV("/moderation"), WORD_NAV_MODERATION, place == PAGE_PLACE_MODERATION);
}

static void visitor_entries_write(struct page *p, enum page_place place)
{
    explore_entry_write(p, place);
    entry_write(p, SV("/sign_in"), WORD_SIGN_IN, false);
    if (conf_enum(p->ctx->engine->conf, CONF_REGISTRATION) != CONF_REGISTRATION_CLOSED)
        entry_write(p, SV("/register"), WORD_REGISTER, false);
}

static bool is_signed_in(const struct page *p)
{
    return !user_id_is_none(p->ctx->viewer.user);
}

static void sign_out_write(struct page *p)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "li") {
        api_page_form_open(p, SV("/sign_out"), SV(""), false);
        html_w_open(w, "button");
        html_w_class(w, "plain");
        html_w_text(w, api_page_word(p, WORD_SIGN_OUT));
        html_w_close_tag(w, "button");
        html_w_close_tag(w, "form");
    }
}

static void nav_write(struct page *p, enum page_place place)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "nav");
    html_w_attr(w, "aria-label", api_page_word(p, WORD_NAV_LABEL));
    HTML_EL (w, "ul") {
        if (is_signed_in(p)) {
            viewer_entries_write(p, place);
            sign_out_write(p);
        } else {
            visitor_entries_write(p, place);
        }
    }
    html_w_close_tag(w, "nav");
}

static void banner_write(struct page *p, enum page_place place, struct sv server)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "header");
    html_w_class(w, "banner");
    HTML_EL (w, "div") {
        html_w_class(w, "inner");
        html_w_open(w, "a");
        html_w_class(w, "brand");
        html_w_attr_url(w, "href", SV("/"));
        html_w_text(w, server);
        html_w_close_tag(w, "a");
        nav_write(p, place);
    }
    html_w_close_tag(w, "header");
}

/* Said on every page, so that nobody writes under the wrong name. */
static void acting_write(struct page *p)
{
    if (p->viewer == NULL || !p->ctx->viewer.is_page)
        return;
    struct html_writer *w = &p->w;
    struct sv handle = sv_printf(p->ctx->arena, "@%" SV_FMT, SV_ARG(p->viewer->username));
    HTML_EL (w, "p") {
        html_w_class(w, "acting");
        html_w_text(w, api_page_fill(p, WORD_ACTING_AS, handle));
        html_w_text(w, SV(" "));
        html_w_link(w, SV("/settings#act-as"), api_page_word(p, WORD_ACT_AS_CHANGE));
    }
}

static enum err viewer_load(struct page *p, const struct page_head *head)
{
    if (head->is_bare || !is_signed_in(p))
        return ERR_OK;
    struct account *account = ARENA_NEW(p->ctx->arena, struct account);
    TRY(service_get_viewer_account(p->ctx, account));
    p->viewer = account;
    return ERR_OK;
}

/* For who reads with a keyboard: past the navigation. */
static void skip_write(struct page *p)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "a");
    html_w_class(w, "skip");
    html_w_attr_url(w, "href", SV("#main"));
    html_w_text(w, api_page_word(p, WORD_SKIP));
    html_w_close_tag(w, "a");
}

enum language api_page_language(const struct http_request *req)
{
    enum language chosen;
    if (api_language_parse(req->ctx->viewer.locale, &chosen))
        return chosen;
    return api_language_choose(http_request_header(req, SV("Accept-Language")));
}

enum err api_page_begin(struct page *p, struct ctx *ctx, const struct http_request *req,
                        struct http_response *res, const struct page_head *head)
{
    *p = (struct page){ .ctx = ctx,
                        .req = req,
                        .res = res,
                        .may_leave = head->may_leave,
                        .is_embedded = head->is_embedded };
    p->language = api_page_language(req);
    TRY(viewer_load(p, head));
    struct html_writer *w = &p->w;
    struct sv server = conf_sv(ctx->engine->conf, CONF_SERVER_NAME);
    html_w_begin(w, ctx->arena, PAGE_BYTES_MAX);
    html_w_lit(w, "<!doctype html>");
    html_w_open(w, "html");
    html_w_attr(w, "lang", api_language_tag(p->language));
    head_write(p, head, server);
    html_w_open(w, "body");
    if (!head->is_embedded) {
        skip_write(p);
        banner_write(p, head->place, server);
    }
    html_w_open(w, "main");
    html_w_attr(w, "id", SV("main"));
    if (head->is_embedded)
        html_w_class(w, "embedded");
    acting_write(p);
    return ERR_OK;
}

static void footer_write(struct page *p)
{
    struct html_writer *w = &p->w;
    HTML_EL (w, "footer") {
        html_w_class(w, "foot");
        HTML_EL (w, "p") {
            html_w_link(w, SV("/"), p->ctx->engine->site.host);
            html_w_text(w, SV(" · "));
            html_w_link(w, SV("/about"), api_page_word(p, WORD_ABOUT_TITLE));
            html_w_text(w, SV(" · "));
            html_w_text(w, api_page_word(p, WORD_FOOT));
        }
    }
}

/* Pictures and films of other servers are shown from there. Browsers hold a form's redirects to form-action as well, so a page that
 * hands a person back to an app has none. */
static struct sv policy(const struct page *p)
{
    struct sv parts[] = {
        SV("default-src 'none'; style-src 'self'; base-uri 'none'; img-src 'self' https:"),
        p->ctx->engine->site.is_loopback ? SV(" http:") : SV(""),
        SV("; media-src 'self' https:"),
        p->ctx->engine->site.is_loopback ? SV(" http:") : SV(""),
        p->is_embedded ? SV("; frame-ancestors *") : SV("; frame-ancestors 'none'"),
        p->may_leave ? SV("") : SV("; form-action 'self'"),
    };
    return sv_concat(p->ctx->arena, parts, ARRAY_COUNT(parts));
}

static void headers_add(struct page *p)
{
    struct http_response *res = p->res;
    http_response_header(res, "Content-Security-Policy", policy(p));
    http_response_header(res, "Referrer-Policy", SV("same-origin"));
    if (!p->is_embedded)
        http_response_header(res, "X-Frame-Options", SV("DENY"));
    http_response_header(res, "Cross-Origin-Opener-Policy", SV("same-origin"));
    http_response_header(res, "Vary", SV("Accept, Accept-Language, Cookie"));
    http_response_header(res, "Cache-Control",
                         is_signed_in(p) ? SV("private, no-cache") : SV("no-cache"));
}

enum err api_page_end(struct page *p, int status)
{
    struct html_writer *w = &p->w;
    html_w_close_tag(w, "main");
    if (!p->is_embedded)
        footer_write(p);
    html_w_close_tag(w, "body");
    html_w_close_tag(w, "html");
    struct html html;
    TRY(html_w_end(w, &html));
    headers_add(p);
    p->res->status = status;
    uint64_t hash = sv_hash(html.bytes, 0);
    struct sv etag = sv_printf(p->ctx->arena, "W/\"%016llx\"", (unsigned long long)hash);
    if (status == 200 && http_response_etag(p->req, p->res, etag))
        return ERR_OK;
    http_response_html(p->res, html.bytes);
    return ERR_OK;
}

void api_page_hidden(struct page *p, struct sv name, struct sv value)
{
    if (value.ptr == NULL)
        return;
    struct html_writer *w = &p->w;
    html_w_void(w, "input");
    html_w_attr(w, "type", SV("hidden"));
    html_w_attr(w, "name", name);
    html_w_attr(w, "value", value);
}

void api_page_account_choice(struct page *p, struct sv name, const struct account *account,
                             bool is_chosen)
{
    struct html_writer *w = &p->w;
    struct arena *a = p->ctx->arena;
    html_w_open(w, "label");
    html_w_void(w, "input");
    html_w_attr(w, "type", SV("radio"));
    html_w_attr(w, "name", name);
    html_w_attr(w, "value", sv_printf(a, "%lld", (long long)account->id.v));
    html_w_attr_bool(w, "checked", is_chosen);
    html_w_text(w, SV(" "));
    html_w_text(w, account->display_name.len > 0 ? account->display_name : account->username);
    html_w_text(w, sv_printf(a, " (@%" SV_FMT ")", SV_ARG(account->username)));
    html_w_close_tag(w, "label");
}

void api_page_form_open(struct page *p, struct sv action, struct sv class, bool has_files)
{
    struct html_writer *w = &p->w;
    if (p->csrf.ptr == NULL)
        p->csrf = api_csrf_token(p->ctx, p->req, p->res, PAGE_FORM);
    html_w_open(w, "form");
    html_w_attr(w, "method", SV("post"));
    html_w_attr_url(w, "action", action);
    if (class.len > 0)
        html_w_attr(w, "class", class);
    if (has_files)
        html_w_attr(w, "enctype", SV("multipart/form-data"));
    api_csrf_field(w, p->csrf);
}
