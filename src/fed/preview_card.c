/* Preview card. */
#include "fed/preview_card.h"

#include "fed/fetch.h"
#include "service/attach_card.h"
#include "service/engine.h"
#include "service/view_account.h"
#include "store/account.h"
#include "store/status.h"
#include "text/date.h"
#include "text/header.h"
#include "text/page_card.h"
#include "text/url.h"

/* Who the page says wrote it, when that account lets itself be named by this site. Its server may be away: then nobody. */
static enum err author_find(struct ctx *ctx, struct sv handle, struct sv host,
                            struct account_id *out)
{
    struct account account;
    struct account_id id;
    *out = account_id(0);
    if (handle.len == 0 || ctx->engine->resolve_account == NULL)
        return ERR_OK;
    if (ctx->engine->resolve_account(ctx, handle, &id) != ERR_OK)
        return ERR_OK;
    enum err err = store_account_get(ctx, id, &account);
    if (err == ERR_NOT_FOUND || err == ERR_KEY_GONE)
        return ERR_OK;
    TRY(err);
    if (account.state == ACCOUNT_ACTIVE && service_lets_itself_be_named(&account, host))
        *out = id;
    return ERR_OK;
}

/* A picture by an address that a browser may be sent to; https where the page is. */
static struct sv image_find(struct ctx *ctx, const struct url *page, struct sv ref)
{
    struct url url;
    if (ref.len == 0 || url_resolve(ctx->arena, page, ref, &url) != ERR_OK)
        return SV("");
    bool is_downgrade = sv_eq(page->scheme, SV("https")) && !sv_eq(url.scheme, SV("https"));
    return is_downgrade ? SV("") : url.text;
}

static enum err card_make(struct ctx *ctx, const struct fed_page *page, struct preview_card *card)
{
    struct page_card said;
    struct url url;
    if (url_parse(ctx->arena, page->url, &url) != ERR_OK)
        return ERR_OK;
    page_card_parse(ctx->arena, page->body, page->charset, &said);
    card->title = said.title;
    card->description = said.description;
    card->provider = said.provider;
    card->author_name = said.author;
    card->image_url = image_find(ctx, &url, said.image);
    if (card->image_url.len > 0) {
        card->image_alt = said.image_alt;
        card->image_width = said.image_width;
        card->image_height = said.image_height;
    }
    if (!date_parse_iso(said.published, &card->published_ms))
        card->published_ms = 0;
    return author_find(ctx, said.creator, url.host, &card->author);
}

/* Will another try never help? Then the page is remembered as one that says nothing. */
static bool is_final(enum err err)
{
    return err != ERR_OK && err_row(err)->retry == ERR_RETRY_FINAL;
}

static enum err card_fetch(struct ctx *ctx, struct status_id status, struct sv url)
{
    struct preview_card card = { .url = url, .fetched_ms = ctx->now_ms };
    struct fed_page page = { 0 };
    enum err err = fed_fetch_page(ctx, url, &page);
    if (err != ERR_OK && !is_final(err))
        return err;
    if (err == ERR_OK)
        TRY(card_make(ctx, &page, &card));
    return service_attach_card(ctx, status, &card);
}

enum err fed_fetch_card(struct ctx *ctx, const struct job *job)
{
    struct status status;
    struct preview_card known = { 0 };
    struct sv url;
    bool is_fresh = false;
    enum err err = store_status_get(ctx, status_id(job->subject), &status);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    TRY(service_find_preview_link(ctx, &status, &url));
    if (url.len > 0)
        TRY(service_find_preview(ctx, url, &is_fresh, &known));
    if (url.len == 0 || is_fresh)
        return service_set_card(ctx, status.id, known.id);
    return card_fetch(ctx, status.id, url);
}
