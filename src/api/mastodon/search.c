/* Search: accounts by handle, one hashtag, or whatever an address leads to. */
#include "api/answer.h"
#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "service/engine.h"
#include "service/find_account.h"
#include "text/params.h"
#include "text/status_text.h"

#define SEARCH_USUAL 20

enum search_part {
    SEARCH_ACCOUNTS = 1,
    SEARCH_STATUSES = 2,
    SEARCH_HASHTAGS = 4,
};

/* The parts that `type` names; all without it. */
static enum err parts_read(struct ctx *ctx, const struct http_request *req, unsigned *out)
{
    struct sv type = params_find(req->params, SV("type"));
    unsigned parts = 0;
    if (type.len == 0)
        parts = SEARCH_ACCOUNTS | SEARCH_STATUSES | SEARCH_HASHTAGS;
    else if (sv_eq(type, SV("accounts")))
        parts = SEARCH_ACCOUNTS;
    else if (sv_eq(type, SV("statuses")))
        parts = SEARCH_STATUSES;
    else if (sv_eq(type, SV("hashtags")))
        parts = SEARCH_HASHTAGS;
    else
        return fail(ctx, ERR_BAD_PARAM, "type");
    *out = parts;
    return ERR_OK;
}

static enum err accounts_render(struct ctx *ctx, struct json_writer *w,
                                const struct account_search *search, bool is_wanted)
{
    const struct account *accounts = NULL;
    size_t count = 0;
    if (is_wanted)
        TRY(service_search_accounts(ctx, search, &accounts, &count));
    json_w_key_array(w, SV("accounts"));
    for (size_t i = 0; i < count; i++)
        entity_account_render(ctx, w, &accounts[i]);
    json_w_array_end(w);
    return ERR_OK;
}

/* Words are not searched, since they are sealed: only the address of a status of this server leads to one. */
static enum err statuses_render(struct ctx *ctx, struct json_writer *w, struct sv text,
                                bool is_wanted)
{
    struct site_address address;
    struct status_view view;
    enum err err = ERR_NOT_FOUND;
    uint64_t epoch = engine_begin_read(ctx);
    bool is_status = is_wanted && site_parse(&ctx->engine->site, text, &address) &&
                     (address.place == SITE_OBJECT || address.place == SITE_STATUS_PAGE);
    if (is_status)
        err = service_view_status(ctx, status_id(address.id), &view);
    json_w_key_array(w, SV("statuses"));
    if (err == ERR_OK)
        TRY(entity_status_render(ctx, w, &view, epoch));
    json_w_array_end(w);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* A word that can be a hashtag is one: its page exists as soon as somebody uses it. */
static enum err hashtags_render(struct ctx *ctx, struct json_writer *w, struct sv text,
                                bool is_wanted)
{
    if (sv_starts_with(text, SV("#")))
        text = sv_from_offset(text, 1);
    json_w_key_array(w, SV("hashtags"));
    if (is_wanted && status_text_is_tag(text))
        TRY(mastodon_tag_render(ctx, w, text));
    json_w_array_end(w);
    return ERR_OK;
}

enum err mastodon_search(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    unsigned parts = 0;
    size_t offset = 0;
    struct json_writer w;
    struct account_search search = {
        .text = sv_trim(params_find(req->params, SV("q"))),
        .following_only = params_bool(req->params, SV("following"), false),
        .may_resolve = params_bool(req->params, SV("resolve"), false),
    };
    if (search.text.len == 0)
        return fail(ctx, ERR_BAD_PARAM, "q");
    TRY(parts_read(ctx, req, &parts));
    TRY(mastodon_offset_read(req, SEARCH_USUAL, &search.count, &offset));
    if (account_id_is_none(ctx->viewer.account) && (search.may_resolve || offset > 0))
        return fail(ctx, ERR_LOGIN_REQUIRED, "resolve or offset");
    search.offset = (int64_t)offset;
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    TRY(accounts_render(ctx, &w, &search, (parts & SEARCH_ACCOUNTS) != 0));
    TRY(statuses_render(ctx, &w, search.text, (parts & SEARCH_STATUSES) != 0));
    TRY(hashtags_render(ctx, &w, search.text, (parts & SEARCH_HASHTAGS) != 0));
    json_w_object_end(&w);
    return api_answer_end(ctx, res, &w);
}
