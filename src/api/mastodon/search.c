/* Search: accounts by handle, hashtags by how they begin, statuses by their words, or whatever an address leads to. */
#include "api/answer.h"
#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/status.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "service/engine.h"
#include "service/find_account.h"
#include "service/find_status.h"
#include "service/find_tag.h"
#include "service/search_statuses.h"
#include "text/params.h"

#define SEARCH_USUAL 20

enum search_part {
    SEARCH_ACCOUNTS = 1,
    SEARCH_STATUSES = 2,
    SEARCH_HASHTAGS = 4,
};

/* What was asked for. */
struct search {
    unsigned parts;
    struct account_search accounts;
    struct tag_search tags;
    struct paging paging;      /* of statuses, as the next two */
    struct account_id account; /* whose; none: anybody's */
    int64_t offset;
};

/* What was found among statuses, and the epoch it was read in. */
struct found {
    struct status_page page;
    uint64_t epoch;
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

static enum err search_read(struct ctx *ctx, const struct http_request *req, struct search *out)
{
    size_t count = 0;
    size_t offset = 0;
    int64_t account = 0;
    struct sv text = sv_trim(params_find(req->params, SV("q")));
    bool may_resolve = params_bool(req->params, SV("resolve"), false);
    if (text.len == 0)
        return fail(ctx, ERR_BAD_PARAM, "q");
    TRY(parts_read(ctx, req, &out->parts));
    TRY(mastodon_offset_read(req, SEARCH_USUAL, &count, &offset));
    TRY(mastodon_page_read(req, SEARCH_USUAL, &out->paging));
    TRY(params_i64(req->params, SV("account_id"), 0, INT64_MAX, 0, &account));
    if (account_id_is_none(ctx->viewer.account) && (may_resolve || offset > 0))
        return fail(ctx, ERR_LOGIN_REQUIRED, "resolve or offset");
    out->account = account_id(account);
    out->offset = (int64_t)offset;
    out->accounts = (struct account_search){
        .text = text,
        .following_only = params_bool(req->params, SV("following"), false),
        .may_resolve = may_resolve,
        .offset = out->offset,
        .count = count,
    };
    out->tags = (struct tag_search){
        .text = text,
        .reviewed_only = params_bool(req->params, SV("exclude_unreviewed"), false),
        .offset = out->offset,
        .count = count,
    };
    return ERR_OK;
}

static enum err accounts_render(struct ctx *ctx, struct json_writer *w, const struct search *search)
{
    const struct account *accounts = NULL;
    size_t count = 0;
    if ((search->parts & SEARCH_ACCOUNTS) != 0)
        TRY(service_search_accounts(ctx, &search->accounts, &accounts, &count));
    json_w_key_array(w, SV("accounts"));
    for (size_t i = 0; i < count; i++)
        entity_account_render(ctx, w, &accounts[i]);
    json_w_array_end(w);
    return ERR_OK;
}

static bool is_wanted(const struct search *search, const struct status *status)
{
    return status->id.v > search->paging.above && status->id.v < search->paging.below &&
           (account_id_is_none(search->account) || account_id_eq(search->account, status->account));
}

/* What an address leads to is a page of one. */
static enum err address_find(struct ctx *ctx, const struct search *search, struct found *out)
{
    struct status_id id;
    struct status_view *view = ARENA_NEW(ctx->arena, struct status_view);
    enum err err =
        service_find_status(ctx, search->accounts.text, search->accounts.may_resolve, &id);
    if (err == ERR_OK) {
        out->epoch = engine_begin_read(ctx);
        err = service_view_status(ctx, id, view);
    }
    if (err == ERR_OK && search->offset == 0 && is_wanted(search, view->status))
        out->page = (struct status_page){ .views = view, .count = 1 };
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static bool is_address(struct sv text)
{
    return sv_starts_with(text, SV("https://")) || sv_starts_with(text, SV("http://"));
}

static enum err statuses_find(struct ctx *ctx, const struct search *search,
                              enum search_fault *out_fault, struct found *out)
{
    const struct status_search words = { .text = search->accounts.text,
                                         .account = search->account,
                                         .above = search->paging.above,
                                         .below = search->paging.below,
                                         .offset = search->offset,
                                         .count = search->accounts.count };
    *out = (struct found){ 0 };
    *out_fault = SEARCH_FAULT_NONE;
    if ((search->parts & SEARCH_STATUSES) == 0)
        return ERR_OK;
    if (is_address(words.text))
        return address_find(ctx, search, out);
    out->epoch = engine_begin_read(ctx);
    return service_search_statuses(ctx, &words, out_fault, &out->page);
}

static enum err statuses_render(struct ctx *ctx, struct json_writer *w, const struct found *found)
{
    json_w_key_array(w, SV("statuses"));
    for (size_t i = 0; i < found->page.count; i++)
        TRY(entity_status_render(ctx, w, &found->page.views[i], found->epoch));
    json_w_array_end(w);
    return ERR_OK;
}

static enum err hashtags_render(struct ctx *ctx, struct json_writer *w, const struct search *search)
{
    struct sv *names = NULL;
    size_t count = 0;
    if ((search->parts & SEARCH_HASHTAGS) != 0)
        TRY(service_search_tags(ctx, &search->tags, &names, &count));
    json_w_key_array(w, SV("hashtags"));
    for (size_t i = 0; i < count; i++)
        TRY(mastodon_tag_render(ctx, w, names[i]));
    json_w_array_end(w);
    return ERR_OK;
}

/* Why a query cannot be searched for, in the API's own words. */
static void fault_answer(struct ctx *ctx, const struct http_request *req, struct http_response *res,
                         enum search_fault fault)
{
    static const struct sv words[] = {
        [SEARCH_FAULT_NONE] = SV_INIT(""),
        [SEARCH_FAULT_LONG] = SV_INIT("Query is too long"),
        [SEARCH_FAULT_MANY] = SV_INIT("Query has too many terms"),
        [SEARCH_FAULT_DATE] = SV_INIT("Query has an invalid date"),
    };
    mastodon_validation_answer(ctx, req, res, words[fault]);
}

enum err mastodon_search(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct search search;
    struct json_writer w;
    struct found found;
    enum search_fault fault = SEARCH_FAULT_NONE;
    TRY(search_read(ctx, req, &search));
    enum err err = statuses_find(ctx, &search, &fault, &found);
    if (fault != SEARCH_FAULT_NONE) {
        fault_answer(ctx, req, res, fault);
        return ERR_OK;
    }
    TRY(err);
    /* Its own server was asked already, and said that it is no account. */
    if (found.page.count > 0 && is_address(search.accounts.text))
        search.accounts.may_resolve = false;
    api_answer_begin(ctx, &w);
    json_w_object_begin(&w);
    TRY(accounts_render(ctx, &w, &search));
    TRY(statuses_render(ctx, &w, &found));
    TRY(hashtags_render(ctx, &w, &search));
    json_w_object_end(&w);
    return api_answer_end(ctx, res, &w);
}
