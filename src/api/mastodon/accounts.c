/* Accounts: show, find, list; and one's own, as a client checks its token. */
#include "api/answer.h"
#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/familiar_followers.h"
#include "api/mastodon/entity/preferences.h"
#include "api/mastodon/entity/relationship.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/profile.h"
#include "api/mastodon/request.h"
#include "service/find_account.h"
#include "service/list_relations.h"
#include "service/view_account.h"
#include "text/params.h"

#define ACCOUNT_IDS_MAX 40
#define RELATIONSHIP_IDS_MAX 200
#define FAMILIAR_IDS_MAX 40
#define ACCOUNTS_USUAL 40
#define DOMAINS_USUAL 100

static enum err account_answer(struct ctx *ctx, struct http_response *res,
                               const struct account *account)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    entity_account_render(ctx, &w, account);
    return api_answer_end(ctx, res, &w);
}

static struct account_id *account_ids(struct arena *a, const int64_t *ids, size_t count)
{
    struct account_id *out = ARENA_ARRAY(a, struct account_id, count);
    for (size_t i = 0; i < count; i++)
        out[i] = account_id(ids[i]);
    return out;
}

enum err mastodon_account_show(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t id = 0;
    struct account account;
    TRY(mastodon_path_id(req, &id));
    TRY(service_view_account(ctx, account_id(id), &account));
    return account_answer(ctx, res, &account);
}

enum err mastodon_account_list(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    int64_t *ids = NULL;
    size_t count = 0;
    const struct account *accounts = NULL;
    TRY(mastodon_ids_read(ctx, req, SV("id"), ACCOUNT_IDS_MAX, &ids, &count));
    TRY(service_view_accounts(ctx, account_ids(ctx->arena, ids, count), count, &accounts, &count));
    return mastodon_accounts_answer(ctx, req, res, accounts, count, 0, 0);
}

/* What is known here only; a client that wants another server asked searches. */
enum err mastodon_account_lookup(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    struct account account;
    TRY(service_find_account(ctx, params_find(req->params, SV("acct")), false, &account));
    return account_answer(ctx, res, &account);
}

/* Nobody proves anything elsewhere any more. */
enum err mastodon_account_proofs(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    int64_t id = 0;
    struct account account;
    TRY(mastodon_path_id(req, &id));
    TRY(service_view_account(ctx, account_id(id), &account));
    http_response_json(res, SV("[]"));
    return ERR_OK;
}

enum err mastodon_account_search(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    size_t offset = 0;
    const struct account *accounts = NULL;
    size_t count = 0;
    struct account_search search = {
        .text = params_find(req->params, SV("q")),
        .following_only = params_bool(req->params, SV("following"), false),
        .may_resolve = params_bool(req->params, SV("resolve"), false),
    };
    if (search.text.len == 0)
        return fail(ctx, ERR_BAD_PARAM, "q");
    TRY(mastodon_offset_read(req, ACCOUNTS_USUAL, &search.count, &offset));
    search.offset = (int64_t)offset;
    TRY(service_search_accounts(ctx, &search, &accounts, &count));
    return mastodon_accounts_answer(ctx, req, res, accounts, count, 0, 0);
}

enum err mastodon_account_relationships(struct ctx *ctx, struct http_request *req,
                                        struct http_response *res)
{
    int64_t *ids = NULL;
    size_t count = 0;
    struct relationship *relationships = NULL;
    struct json_writer w;
    TRY(mastodon_ids_read(ctx, req, SV("id"), RELATIONSHIP_IDS_MAX, &ids, &count));
    TRY(service_list_relationships(ctx, account_ids(ctx->arena, ids, count), count,
                                   &relationships));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        entity_relationship_render(ctx, &w, &relationships[i]);
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}

/* Mastodon.py sends its ids as the body of the GET. */
enum err mastodon_account_familiar(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    int64_t *ids = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(mastodon_ids_read(ctx, req, SV("id"), FAMILIAR_IDS_MAX, &ids, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++) {
        struct account_page page;
        TRY(service_list_familiar_followers(ctx, account_id(ids[i]), &page));
        entity_familiar_followers_render(ctx, &w, account_id(ids[i]), page.accounts, page.count);
    }
    json_w_array_end(&w);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_account_verify(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    UNUSED(req);
    struct account account;
    TRY(service_view_account(ctx, ctx->viewer.account, &account));
    return mastodon_credentials_answer(ctx, res, &account);
}

enum err mastodon_preferences_show(struct ctx *ctx, struct http_request *req,
                                   struct http_response *res)
{
    UNUSED(req);
    struct account account;
    struct json_writer w;
    TRY(service_view_account(ctx, ctx->viewer.account, &account));
    api_answer_begin(ctx, &w);
    entity_preferences_render(ctx, &w, &account);
    return api_answer_end(ctx, res, &w);
}

static enum err relations_answer(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res, enum relation_list list)
{
    int64_t id = 0;
    struct paging paging;
    struct account_page page;
    TRY(mastodon_path_id(req, &id));
    TRY(mastodon_page_read(req, ACCOUNTS_USUAL, &paging));
    TRY(service_list_relations(ctx, account_id(id), list, &paging, &page));
    return mastodon_accounts_answer(ctx, req, res, page.accounts, page.count, page.span.oldest,
                                    page.span.newest);
}

enum err mastodon_account_followers(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    return relations_answer(ctx, req, res, RELATION_FOLLOWERS);
}

enum err mastodon_account_following(struct ctx *ctx, struct http_request *req,
                                    struct http_response *res)
{
    return relations_answer(ctx, req, res, RELATION_FOLLOWING);
}

enum err mastodon_account_endorsements(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    return relations_answer(ctx, req, res, RELATION_ENDORSEMENTS);
}

static enum err own_answer(struct ctx *ctx, struct http_request *req, struct http_response *res,
                           enum relation_list list)
{
    struct paging paging;
    struct account_page page;
    TRY(mastodon_page_read(req, ACCOUNTS_USUAL, &paging));
    TRY(service_list_own_relations(ctx, list, &paging, &page));
    return mastodon_accounts_answer(ctx, req, res, page.accounts, page.count, page.span.oldest,
                                    page.span.newest);
}

enum err mastodon_blocks(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return own_answer(ctx, req, res, RELATION_BLOCKS);
}

enum err mastodon_endorsements(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    return own_answer(ctx, req, res, RELATION_ENDORSEMENTS);
}

enum err mastodon_follow_requests(struct ctx *ctx, struct http_request *req,
                                  struct http_response *res)
{
    return own_answer(ctx, req, res, RELATION_REQUESTS);
}

enum err mastodon_mutes(struct ctx *ctx, struct http_request *req, struct http_response *res)
{
    struct paging paging;
    struct account_page page;
    struct relationship *relationships = NULL;
    struct json_writer w;
    TRY(mastodon_page_read(req, ACCOUNTS_USUAL, &paging));
    TRY(service_list_own_relations(ctx, RELATION_MUTES, &paging, &page));
    struct account_id *ids = ARENA_ARRAY(ctx->arena, struct account_id, page.count);
    for (size_t i = 0; i < page.count; i++)
        ids[i] = page.accounts[i].id;
    TRY(service_list_relationships(ctx, ids, page.count, &relationships));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < page.count; i++)
        entity_muted_account_render(ctx, &w, &page.accounts[i], relationships[i].mute_expires_ms);
    json_w_array_end(&w);
    mastodon_page_link(ctx, req, res, page.span.newest, page.span.oldest);
    return api_answer_end(ctx, res, &w);
}

enum err mastodon_domain_blocks(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    struct paging paging;
    struct domain_block *blocks = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(mastodon_page_read(req, DOMAINS_USUAL, &paging));
    TRY(service_list_domain_blocks(ctx, &paging, &blocks, &count));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        json_w_str(&w, (struct subject){ ctx->viewer.account.v, CLASS_RELATIONS },
                   blocks[i].domain);
    json_w_array_end(&w);
    if (count > 0)
        mastodon_page_link(ctx, req, res, blocks[0].id, blocks[count - 1].id);
    return api_answer_end(ctx, res, &w);
}
