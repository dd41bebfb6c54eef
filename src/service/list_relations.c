/* List relations. */
#include "service/list_relations.h"

#include "service/engine.h"
#include "service/note_account.h"
#include "service/permit.h"
#include "service/view_account.h"
#include "store/account.h"

enum err service_view_refs(struct ctx *ctx, const struct relation_ref *refs, size_t count,
                           struct account_page *out)
{
    struct account_page page = { 0 };
    struct account_id *ids = ARENA_ARRAY(ctx->arena, struct account_id, count);
    for (size_t i = 0; i < count; i++) {
        ids[i] = refs[i].account;
        paging_span_add(&page.span, refs[i].id);
    }
    TRY(service_view_accounts(ctx, ids, count, &page.accounts, &page.count));
    *out = page;
    return ERR_OK;
}

static enum err page_load(struct ctx *ctx, struct account_id owner, enum relation_list list,
                          const struct paging *paging, struct account_page *out)
{
    struct relation_ref *refs = NULL;
    size_t count = 0;
    TRY(store_relation_page(ctx, list, owner, paging, &refs, &count));
    return service_view_refs(ctx, refs, count, out);
}

static enum err may_see(struct ctx *ctx, const struct account *account, enum relation_list list,
                        bool *out)
{
    struct account_id viewer = ctx->viewer.account;
    bool is_hidden = account->hides_collections && list != RELATION_ENDORSEMENTS;
    *out = true;
    if (account_id_eq(viewer, account->id))
        return ERR_OK;
    bool is_blocked = false;
    if (!account_id_is_none(viewer)) {
        struct relationship relation;
        TRY(store_relationship_get(ctx, viewer, account->id, &relation));
        is_blocked = relation.is_blocked_by;
    }
    *out = !is_hidden && !is_blocked;
    return ERR_OK;
}

enum err service_list_relations(struct ctx *ctx, struct account_id account, enum relation_list list,
                                const struct paging *paging, struct account_page *out)
{
    assert(list == RELATION_FOLLOWING || list == RELATION_FOLLOWERS ||
           list == RELATION_ENDORSEMENTS);
    struct account owner;
    TRY(service_view_account(ctx, account, &owner));
    if (account_is_gone(&owner))
        return ERR_NOT_FOUND;
    bool is_visible = false;
    TRY(may_see(ctx, &owner, list, &is_visible));
    if (is_visible)
        return page_load(ctx, account, list, paging, out);
    *out = (struct account_page){ 0 };
    return ERR_OK;
}

enum err service_list_familiar_followers(struct ctx *ctx, struct account_id account,
                                         struct account_page *out)
{
    const struct account *owner = NULL;
    struct account_page page = { 0 };
    struct account_id *ids = NULL;
    size_t count = 0;
    bool is_visible = false;
    TRY(service_permit_acting(ctx, PAGE_ROLE_ANALYST));
    engine_end_reading(ctx); /* asked for forty accounts in a row: each is read by itself */
    TRY(service_view_accounts(ctx, &account, 1, &owner, &count));
    if (count == 1 && !account_is_gone(owner))
        TRY(may_see(ctx, owner, RELATION_FOLLOWERS, &is_visible));
    if (is_visible) {
        TRY(store_following_between(ctx, ctx->viewer.account, account, FAMILIAR_MAX, &ids, &count));
        TRY(service_view_accounts(ctx, ids, count, &page.accounts, &page.count));
    }
    *out = page;
    return ERR_OK;
}

/* Keep those that are muted still. */
static enum err mutes_filter(struct ctx *ctx, struct account_page *page)
{
    struct account_id *ids = ARENA_ARRAY(ctx->arena, struct account_id, page->count);
    for (size_t i = 0; i < page->count; i++)
        ids[i] = page->accounts[i].id;
    struct relationship *relations = NULL;
    TRY(service_list_relationships(ctx, ids, page->count, &relations));
    struct account *kept = ARENA_ARRAY(ctx->arena, struct account, page->count);
    size_t count = 0;
    for (size_t i = 0; i < page->count; i++)
        if (relations[i].is_muting)
            kept[count++] = page->accounts[i];
    page->accounts = kept;
    page->count = count;
    return ERR_OK;
}

enum err service_list_own_relations(struct ctx *ctx, enum relation_list list,
                                    const struct paging *paging, struct account_page *out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_ANALYST));
    TRY(page_load(ctx, ctx->viewer.account, list, paging, out));
    return list == RELATION_MUTES ? mutes_filter(ctx, out) : ERR_OK;
}

enum err service_list_domain_blocks(struct ctx *ctx, const struct paging *paging,
                                    struct domain_block **out, size_t *out_count)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_ANALYST));
    return store_domain_block_page(ctx, ctx->viewer.account, paging, out, out_count);
}

enum err service_list_relationships(struct ctx *ctx, const struct account_id *ids, size_t count,
                                    struct relationship **out)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_ANALYST));
    struct relationship *all = ARENA_ARRAY(ctx->arena, struct relationship, count);
    for (size_t at = 0; at < count; at += STORE_LIST_MAX) {
        size_t page = count - at < STORE_LIST_MAX ? count - at : STORE_LIST_MAX;
        struct relationship *some = NULL;
        TRY(store_relationship_list(ctx, ctx->viewer.account, &ids[at], page, &some));
        memcpy(&all[at], some, page * sizeof *all);
    }
    *out = all;
    return service_hang_notes(ctx, all, count);
}
