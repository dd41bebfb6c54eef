/* The page of an account: what it says of itself, and what it posted. */
#include "api/keep.h"
#include "api/web/collections.h"
#include "api/web/emoji_html.h"
#include "api/web/find.h"
#include "api/web/form.h"
#include "api/web/handlers.h"
#include "api/web/parts.h"
#include "api/web/relation_html.h"
#include "api/web/status_html.h"
#include "service/custom_emoji.h"
#include "service/engine.h"
#include "service/feature_tag.h"
#include "service/list_relations.h"
#include "service/note_account.h"
#include "service/timeline.h"
#include "text/html_to_text.h"
#include "text/status_text.h"

#define DESCRIPTION_BYTES_MAX 200
#define ENDORSED_SHOWN 20

static void header_picture_write(struct page *p, const struct account *account)
{
    struct html_writer *w = &p->w;
    struct sv url = web_header_url(p->ctx, account);
    html_w_open(w, "div");
    html_w_class(w, "header-picture");
    if (url.len > 0) {
        html_w_void(w, "img");
        html_w_attr_url(w, "src", url);
        html_w_attr(w, "alt", account->header_alt);
    }
    html_w_close_tag(w, "div");
}

static void fact_write(struct html_writer *w, struct sv text)
{
    html_w_el(w, "li", text);
}

static void facts_write(struct page *p, const struct account *account)
{
    struct html_writer *w = &p->w;
    struct arena *a = p->ctx->arena;
    const struct account_counts *c = &account->counts;
    html_w_open(w, "ul");
    html_w_class(w, "facts");
    fact_write(w, api_word_count(a, p->language, WORD_POSTS_1, WORD_POSTS, c->statuses));
    fact_write(w, api_word_count(a, p->language, WORD_FOLLOWERS_1, WORD_FOLLOWERS, c->followers));
    fact_write(w, api_word_count(a, p->language, WORD_FOLLOWING_1, WORD_FOLLOWING, c->following));
    fact_write(w, api_page_fill(p, WORD_ACCOUNT_JOINED, web_month(p, account->created_ms)));
    if (account->is_locked)
        fact_write(w, api_page_word(p, WORD_ACCOUNT_LOCKED));
    html_w_close_tag(w, "ul");
}

static void fields_write(struct page *p, const struct account *account,
                         const struct custom_emojis *emojis)
{
    struct html_writer *w = &p->w;
    if (account->field_count == 0)
        return;
    HTML_EL (w, "dl") {
        html_w_class(w, "fields");
        for (size_t i = 0; i < account->field_count; i++) {
            HTML_EL (w, "dt") {
                web_emoji_text(p, account->fields[i].name, emojis);
            }
            HTML_EL (w, "dd") {
                web_emoji_html(p, account->fields[i].value_html, emojis);
            }
        }
    }
}

static void remote_write(struct page *p, const struct account *account)
{
    struct html_writer *w = &p->w;
    if (account_is_local(account))
        return;
    HTML_EL (w, "p") {
        html_w_class(w, "notice");
        html_w_text(w, api_page_fill(p, WORD_ACCOUNT_REMOTE, account->domain));
        html_w_text(w, SV(" "));
        html_w_link(w, site_url_of_account(p->ctx->arena, &p->ctx->engine->site, account),
                    api_page_word(p, WORD_ACCOUNT_REMOTE_OPEN));
    }
}

/* Who has no account here follows from the server where he has one. */
static void follow_hint_write(struct page *p, const struct account *account)
{
    struct html_writer *w = &p->w;
    if (p->viewer != NULL || !account_is_local(account))
        return;
    struct sv address = sv_printf(p->ctx->arena, "@%" SV_FMT "@%" SV_FMT, SV_ARG(account->username),
                                  SV_ARG(p->ctx->engine->site.host));
    HTML_EL (w, "details") {
        html_w_class(w, "fold follow-hint");
        html_w_open(w, "summary");
        html_w_class(w, "button");
        html_w_text(w, api_page_word(p, WORD_FOLLOW));
        html_w_close_tag(w, "summary");
        html_w_el(w, "p", api_page_fill(p, WORD_FOLLOW_ELSEWHERE, address));
        HTML_EL (w, "p") {
            struct sv path = web_account_path(p->ctx->arena, account);
            html_w_link(w, sv_printf(p->ctx->arena, "/sign_in?return_to=%" SV_FMT, SV_ARG(path)),
                        api_page_word(p, WORD_FOLLOW_HERE));
        }
    }
}

static void name_write(struct page *p, const struct account *account)
{
    struct html_writer *w = &p->w;
    struct sv acct = account_acct(p->ctx->arena, account);
    HTML_EL (w, "h1") {
        html_w_attr(w, "dir", SV("auto"));
        web_name(p, account);
    }
    HTML_EL (w, "p") {
        html_w_class(w, "handle");
        html_w_text(w, SV("@"));
        html_w_text(w, acct);
        if (account_is_local(account)) {
            html_w_text(w, SV("@"));
            html_w_text(w, p->ctx->engine->site.host);
        }
    }
}

/* What the viewer noted, behind a fold: nobody who looks over a shoulder reads it. */
static void note_write(struct page *p, const struct account *account,
                       const struct relationship *relation)
{
    struct html_writer *w = &p->w;
    if (relation == NULL)
        return;
    html_w_subject_begin(w, (struct subject){ p->viewer->id.v, CLASS_RELATIONS });
    HTML_EL (w, "details") {
        html_w_class(w, "fold");
        html_w_el(
            w, "summary",
            api_page_word(p, relation->note.len > 0 ? WORD_ACCOUNT_NOTE : WORD_ACCOUNT_NOTE_NEW));
        struct sv action =
            sv_printf(p->ctx->arena, "/accounts/%lld/note", (long long)account->id.v);
        api_page_form_open(p, action, SV(""), false);
        api_page_hidden(p, SV("return_to"), web_account_path(p->ctx->arena, account));
        web_text_area(p,
                      &(struct form_field){ .name = SV("comment"),
                                            .label = WORD_ACCOUNT_NOTE_LABEL,
                                            .value = relation->note,
                                            .chars_max = ACCOUNT_NOTE_MAX_CHARS },
                      3);
        web_submit(p, WORD_SAVE);
        web_form_close(p);
    }
    html_w_subject_end(w);
}

static void card_write(struct page *p, const struct account *account,
                       const struct relationship *relation)
{
    struct html_writer *w = &p->w;
    struct custom_emojis emojis = service_emojis_of_account(p->ctx, account);
    html_w_open(w, "header");
    html_w_class(w, "profile");
    header_picture_write(p, account);
    html_w_subject_begin(w, (struct subject){ account->id.v, CLASS_NAME_AVATAR });
    HTML_EL (w, "div") {
        html_w_class(w, "profile-top");
        web_avatar(p, account, 112);
        web_relation_buttons(p, account, relation);
    }
    name_write(p, account);
    follow_hint_write(p, account);
    html_w_subject_end(w);
    html_w_subject_begin(w, (struct subject){ account->id.v, CLASS_PROFILE_DETAIL });
    if (account->note_html.bytes.len > 0) {
        HTML_EL (w, "div") {
            html_w_class(w, "content bio");
            html_w_attr(w, "dir", SV("auto"));
            web_emoji_html(p, account->note_html, &emojis);
        }
    }
    fields_write(p, account, &emojis);
    facts_write(p, account);
    html_w_subject_end(w);
    remote_write(p, account);
    note_write(p, account, relation);
    html_w_close_tag(w, "header");
}

/* The viewer's relation to it; NULL for visitors and oneself. */
static enum err relation_load(struct ctx *ctx, const struct account *account,
                              const struct relationship **out)
{
    *out = NULL;
    if (account_id_is_none(ctx->viewer.account) || account_id_eq(ctx->viewer.account, account->id))
        return ERR_OK;
    struct relationship *relations;
    TRY(service_list_relationships(ctx, &account->id, 1, &relations));
    *out = &relations[0];
    return ERR_OK;
}

/* The first words of the bio. */
static struct sv description_of(struct arena *a, const struct account *account)
{
    return web_cut(html_to_text(a, account->note_html.bytes), DESCRIPTION_BYTES_MAX);
}

static struct page_head head_of(struct ctx *ctx, const struct account *account, struct sv path)
{
    struct arena *a = ctx->arena;
    const struct site *site = &ctx->engine->site;
    struct sv acct = account_acct(a, account);
    struct sv name = web_account_name(account);
    struct page_head head = { .title = sv_printf(a, "%" SV_FMT " (@%" SV_FMT ")", SV_ARG(name),
                                                 SV_ARG(acct)),
                              .description = description_of(a, account),
                              .activity = site_uri_of_account(a, site, account),
                              .canonical = site_url_of_account(a, site, account),
                              .picture = web_own_avatar_url(ctx, account),
                              .is_unlisted = !account->is_indexable };
    if (account_is_local(account))
        head.feed = sv_printf(a, "%" SV_FMT "/feed.atom", SV_ARG(path));
    return head;
}

static enum err pinned_write(struct page *p, const struct account *account, struct keep *keep)
{
    struct status_page pinned;
    TRY(service_list_account(p->ctx, account->id, &(struct account_filter){ .only_pinned = true },
                             &(struct paging){ .below = INT64_MAX, .count = 5 }, &pinned));
    api_keep_statuses(keep, pinned.views, pinned.count);
    if (pinned.count == 0)
        return ERR_OK;
    api_page_el(p, "h2", PINNED);
    HTML_EL (&p->w, "div") {
        html_w_class(&p->w, "list");
        for (size_t i = 0; i < pinned.count; i++)
            web_status(p, &pinned.views[i], false, FILTER_ACCOUNT);
    }
    return ERR_OK;
}

/* Whom it recommends; the newest of them. */
static enum err endorsements_write(struct page *p, const struct account *account, struct keep *keep)
{
    struct account_page page;
    struct html_writer *w = &p->w;
    TRY(service_list_relations(p->ctx, account->id, RELATION_ENDORSEMENTS,
                               &(struct paging){ .below = INT64_MAX, .count = ENDORSED_SHOWN },
                               &page));
    if (page.count == 0)
        return ERR_OK;
    api_page_el(p, "h2", ENDORSEMENTS);
    html_w_subject_begin(w, (struct subject){ account->id.v, CLASS_RELATIONS });
    HTML_EL (w, "ul") {
        html_w_class(w, "people");
        for (size_t i = 0; i < page.count; i++) {
            HTML_EL (w, "li") {
                web_account_line(p, &page.accounts[i]);
            }
            api_keep_account(keep, page.accounts[i].id);
        }
    }
    html_w_subject_end(w);
    return ERR_OK;
}

/* Hashtags it features, each with how often it posted with it. */
static enum err tags_write(struct page *p, const struct account *account)
{
    struct featured_tag *tags = NULL;
    size_t count = 0;
    struct html_writer *w = &p->w;
    struct arena *a = p->ctx->arena;
    TRY(service_list_featured_tags(p->ctx, account->id, &tags, &count));
    if (count == 0)
        return ERR_OK;
    api_page_el(p, "h2", FEATURED_TAGS);
    HTML_EL (w, "ul") {
        html_w_class(w, "tabs");
        for (size_t i = 0; i < count; i++) {
            HTML_EL (w, "li") {
                html_w_link(w, site_tagged_url(a, &p->ctx->engine->site, account, tags[i].name),
                            sv_printf(a, "#%" SV_FMT " (%lld)", SV_ARG(tags[i].name),
                                      (long long)tags[i].statuses));
            }
        }
    }
    return ERR_OK;
}

/* What stands above the posts of the newest page. */
static enum err top_write(struct page *p, const struct account *account, struct keep *keep)
{
    if (account_is_gone(account))
        return ERR_OK;
    if (account->hides_featured)
        return pinned_write(p, account, keep);
    TRY(tags_write(p, account));
    TRY(endorsements_write(p, account, keep));
    TRY(web_collections_of(p, account, keep));
    return pinned_write(p, account, keep);
}

static enum err profile_page(struct ctx *ctx, struct http_request *req, struct http_response *res,
                             const struct account *account, struct keep *keep)
{
    struct paging paging;
    TRY(web_paging_read(ctx, req, &paging));
    struct status_page posts;
    TRY(service_list_account(ctx, account->id, &(struct account_filter){ .no_replies = true },
                             &paging, &posts));
    api_keep_account(keep, account->id);
    api_keep_statuses(keep, posts.views, posts.count);
    const struct relationship *relation;
    TRY(relation_load(ctx, account, &relation));
    struct sv path = web_account_path(ctx->arena, account);
    struct page_head head = head_of(ctx, account, path);
    if (account_id_eq(account->id, ctx->viewer.account))
        head.place = PAGE_PLACE_PROFILE;
    struct page p;
    TRY(api_page_begin(&p, ctx, req, res, &head));
    card_write(&p, account, relation);
    if (paging.below == INT64_MAX)
        TRY(top_write(&p, account, keep));
    api_page_el(&p, "h2", POSTS_TITLE);
    web_status_list(&p, &posts, path, WORD_ACCOUNT_NO_POSTS, FILTER_ACCOUNT);
    if (head.feed.len > 0) {
        HTML_EL (&p.w, "p") {
            html_w_class(&p.w, "feed");
            html_w_link(&p.w, head.feed, api_page_word(&p, WORD_FEED));
        }
    }
    return api_keep_page(&p, keep);
}

enum err web_profile_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct account account;
    struct keep keep;
    api_keep_begin(ctx, req, SV(""), &keep);
    TRY(web_account_find(ctx, req, &account));
    if (web_activity_redirect(req, res,
                              site_uri_of_account(ctx->arena, &ctx->engine->site, &account)))
        return ERR_OK;
    return profile_page(ctx, req, res, &account, &keep);
}

enum err web_tagged_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct account account;
    struct paging paging;
    struct status_page posts;
    struct page p;
    struct sv tag = http_request_value(req, SV("name"));
    if (!status_text_is_tag(tag))
        return fail(ctx, ERR_NOT_FOUND, "not a tag");
    TRY(web_account_find(ctx, req, &account));
    TRY(web_paging_read(ctx, req, &paging));
    TRY(service_list_account(ctx, account.id, &(struct account_filter){ .tag = tag }, &paging,
                             &posts));
    struct sv title = sv_printf(ctx->arena, "%" SV_FMT " #%" SV_FMT,
                                SV_ARG(web_account_name(&account)), SV_ARG(tag));
    TRY(api_page_begin(&p, ctx, req, res,
                       &(struct page_head){ .title = title, .is_unlisted = true }));
    web_account_line(&p, &account);
    html_w_open(&p.w, "h1");
    html_w_attr(&p.w, "dir", SV("auto"));
    html_w_text(&p.w, sv_printf(ctx->arena, "#%" SV_FMT, SV_ARG(tag)));
    html_w_close_tag(&p.w, "h1");
    web_status_list(&p, &posts, req->parsed.path, WORD_ACCOUNT_NO_POSTS, FILTER_ACCOUNT);
    return api_page_end(&p, 200);
}
