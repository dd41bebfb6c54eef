/* The Atom feed of an account: what everybody may read, newest first.
 *
 * Spec: RFC 4287
 */
#include "api/keep.h"
#include "api/web/find.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "service/engine.h"
#include "service/serve_media.h"
#include "service/timeline.h"
#include "text/date.h"
#include "text/html_to_text.h"

#define FEED_BYTES_MAX ((size_t)2 << 20)
#define FEED_COUNT 20
#define TITLE_BYTES_MAX 80

static void link_write(struct html_writer *w, struct sv rel, struct sv type, struct sv href)
{
    html_w_open(w, "link");
    html_w_attr(w, "rel", rel);
    if (type.len > 0)
        html_w_attr(w, "type", type);
    html_w_attr_url(w, "href", href);
    html_w_close_tag(w, "link");
}

/* A content warning stands before the content, which a feed reader cannot fold away. */
static void content_write(struct ctx *ctx, struct html_writer *w, const struct status *s)
{
    html_w_open(w, "content");
    html_w_attr(w, "type", SV("html"));
    if (s->language.len > 0)
        html_w_attr(w, "xml:lang", s->language);
    if (s->spoiler.len > 0) {
        struct html warning = html_escape(ctx->arena, s->spoiler);
        html_w_text(w, sv_printf(ctx->arena, "<p><strong>%" SV_FMT "</strong></p><hr>",
                                 SV_ARG(warning.bytes)));
    }
    html_w_text(w, s->content.bytes);
    html_w_close_tag(w, "content");
}

static int64_t updated_ms(const struct status *s)
{
    return s->edited_ms > 0 ? s->edited_ms : s->created_ms;
}

/* A post of a picture alone has its description for a title. */
static struct sv title_of(struct arena *a, const struct status *s)
{
    struct sv words = web_status_words(a, s, TITLE_BYTES_MAX);
    if (words.len == 0 && s->media_count > 0)
        words = web_cut(s->media[0].alt, TITLE_BYTES_MAX);
    return words;
}

static void entry_write(struct ctx *ctx, struct html_writer *w, const struct status_view *view)
{
    struct arena *a = ctx->arena;
    const struct site *site = &ctx->engine->site;
    const struct status *s = view->status;
    html_w_open(w, "entry");
    html_w_el(w, "id", site_uri_of_status(a, site, s));
    html_w_el(w, "title", title_of(a, s));
    html_w_el(w, "published", date_render_iso(a, s->created_ms));
    html_w_el(w, "updated", date_render_iso(a, updated_ms(s)));
    link_write(w, SV("alternate"), SV("text/html"), site_url_of_status(a, site, s, view->account));
    for (size_t i = 0; i < s->tag_count; i++) {
        html_w_open(w, "category");
        html_w_attr(w, "term", s->tags[i]);
        html_w_close_tag(w, "category");
    }
    for (size_t i = 0; i < s->media_count; i++)
        if (s->media[i].state == MEDIA_READY)
            link_write(w, SV("enclosure"), s->media[i].versions[MEDIA_VERSION_ORIGINAL].mime,
                       service_media_url(ctx, &s->media[i], MEDIA_VERSION_ORIGINAL));
    content_write(ctx, w, s);
    html_w_close_tag(w, "entry");
}

/* Of the feed: an old entry may have been edited since the newest came. */
static int64_t feed_updated_ms(const struct account *account, const struct status_page *posts)
{
    int64_t latest = account->created_ms;
    for (size_t i = 0; i < posts->count; i++) {
        int64_t updated = updated_ms(posts->views[i].status);
        latest = updated > latest ? updated : latest;
    }
    return latest;
}

static void head_write(struct ctx *ctx, struct html_writer *w, const struct account *account,
                       const struct status_page *posts)
{
    struct arena *a = ctx->arena;
    const struct site *site = &ctx->engine->site;
    struct sv url = site_url_of_account(a, site, account);
    html_w_el(w, "id", site_uri_of_account(a, site, account));
    html_w_el(w, "title", web_account_name(account));
    html_w_el(w, "subtitle", html_to_text(a, account->note_html.bytes));
    html_w_el(w, "updated", date_render_iso(a, feed_updated_ms(account, posts)));
    link_write(w, SV("alternate"), SV("text/html"), url);
    link_write(w, SV("self"), SV("application/atom+xml"),
               sv_printf(a, "%" SV_FMT "/feed.atom", SV_ARG(url)));
    HTML_EL (w, "author") {
        html_w_el(w, "name", web_account_name(account));
        html_w_el(w, "uri", url);
    }
}

static enum err feed_write(struct ctx *ctx, const struct account *account,
                           const struct status_page *posts, struct html *out)
{
    struct html_writer w;
    html_w_begin_xml(&w, ctx->arena, FEED_BYTES_MAX);
    html_w_open(&w, "feed");
    html_w_attr_name(&w, SV("xmlns"), SV("http://www.w3.org/2005/Atom"));
    html_w_subject_begin(&w, (struct subject){ account->id.v, CLASS_POST_BODY });
    head_write(ctx, &w, account, posts);
    for (size_t i = 0; i < posts->count; i++)
        entry_write(ctx, &w, &posts->views[i]);
    html_w_subject_end(&w);
    html_w_close_tag(&w, "feed");
    return html_w_end(&w, out);
}

enum err web_feed_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct account account;
    struct keep keep;
    api_keep_begin(ctx, req, SV(""), &keep);
    TRY(web_account_find(ctx, req, &account));
    if (!account_is_local(&account))
        return fail(ctx, ERR_NOT_FOUND, "no feed of another server's account");
    struct status_page posts;
    TRY(service_list_account(ctx, account.id,
                             &(struct account_filter){ .no_replies = true, .no_reblogs = true },
                             &(struct paging){ .below = INT64_MAX, .count = FEED_COUNT }, &posts));
    struct html xml;
    TRY(feed_write(ctx, &account, &posts, &xml));
    struct sv etag =
        sv_printf(ctx->arena, "W/\"%016llx\"", (unsigned long long)sv_hash(xml.bytes, 0));
    http_response_header(res, "Cache-Control", SV("no-cache"));
    if (!http_response_etag(req, res, etag))
        http_response_bytes(res, "application/atom+xml; charset=utf-8", xml.bytes);
    api_keep_account(&keep, account.id);
    api_keep_statuses(&keep, posts.views, posts.count);
    api_keep_end(ctx, req, res, &keep, NULL);
    return ERR_OK;
}
