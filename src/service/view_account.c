/* View accounts. */
#include "service/view_account.h"

#include "base/map.h"
#include "service/domain_rule.h"
#include "store/account.h"

void service_blank_account(struct account *account)
{
    if (account->state != ACCOUNT_SUSPENDED)
        return;
    *account = (struct account){
        .id = account->id,
        .kind = account->kind,
        .username = account->username,
        .domain = account->domain,
        .uri = account->uri,
        .url = account->url,
        .state = account->state,
        .created_ms = account->created_ms,
    };
}

enum err service_view_account(struct ctx *ctx, struct account_id id, struct account *out)
{
    struct account account;
    enum err err = store_account_get(ctx, id, &account);
    if (err == ERR_KEY_GONE || (err == ERR_OK && account_is_absent(&account)))
        return ERR_NOT_FOUND;
    TRY(err);
    TRY(service_apply_domain_rules(ctx, &account, 1));
    service_blank_account(&account);
    *out = account;
    return ERR_OK;
}

/* The views made so far, by id. */
struct views {
    struct account_id *ids; /* distinct */
    size_t id_count;
    struct account **accounts;
    size_t account_count;
};

static void ids_collect(struct ctx *ctx, const struct account_id *ids, size_t count,
                        struct views *out)
{
    CLEANUP(map_done) struct map seen = { 0 };
    out->ids = ARENA_ARRAY(ctx->arena, struct account_id, count);
    for (size_t i = 0; i < count; i++) {
        if (map_find(&seen, (uint64_t)ids[i].v, NULL))
            continue;
        map_put(&seen, (uint64_t)ids[i].v, 0);
        out->ids[out->id_count++] = ids[i];
    }
    out->accounts = ARENA_ARRAY(ctx->arena, struct account *, out->id_count);
}

static enum err views_load(struct ctx *ctx, struct views *v)
{
    for (size_t at = 0; at < v->id_count; at += STORE_LIST_MAX) {
        size_t left = v->id_count - at;
        struct account *page = NULL;
        size_t count = 0;
        TRY(store_account_list(ctx, &v->ids[at], left < STORE_LIST_MAX ? left : STORE_LIST_MAX,
                               &page, &count));
        TRY(service_apply_domain_rules(ctx, page, count));
        for (size_t i = 0; i < count; i++) {
            service_blank_account(&page[i]);
            if (!account_is_absent(&page[i]))
                v->accounts[v->account_count++] = &page[i];
        }
    }
    return ERR_OK;
}

static void views_order(const struct views *v, const struct account_id *ids, size_t count,
                        struct account *out, size_t *out_count)
{
    CLEANUP(map_done) struct map by_id = { 0 };
    for (size_t i = 0; i < v->account_count; i++)
        map_put(&by_id, (uint64_t)v->accounts[i]->id.v, i);
    size_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t at = 0;
        if (map_find(&by_id, (uint64_t)ids[i].v, &at))
            out[filled++] = *v->accounts[at];
    }
    *out_count = filled;
}

enum err service_view_accounts(struct ctx *ctx, const struct account_id *ids, size_t count,
                               const struct account **out, size_t *out_count)
{
    struct views v = { 0 };
    ids_collect(ctx, ids, count, &v);
    TRY(views_load(ctx, &v));
    struct account *views = ARENA_ARRAY(ctx->arena, struct account, count);
    views_order(&v, ids, count, views, out_count);
    *out = views;
    return ERR_OK;
}
