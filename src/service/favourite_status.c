/* Favourite a status. */
#include "service/favourite_status.h"

#include "service/engine.h"
#include "service/notify.h"
#include "service/permit.h"
#include "service/publish_status.h"
#include "service/reblog_status.h"
#include "service/view_status.h"
#include "store/account.h"
#include "store/favourite.h"
#include "store/outbound.h"
#include "store/relation.h"

struct reaction {
    struct account_id by;
    const struct status *status;
    int64_t id;
};

static enum err like_send(struct ctx *ctx, const struct reaction *r, enum activity_kind kind)
{
    const struct status *status = r->status;
    struct inbox_id inbox;
    enum err err = store_inbox_of_account(ctx, status->account, &inbox);
    /* A local author. */
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    engine_wake_delivery(ctx);
    return store_delivery_insert(ctx, r->by, inbox, kind, r->id, status->account, status->uri);
}

static void change_publish(struct ctx *ctx, const struct reaction *r)
{
    struct publication publication = { .changed = { cache_ref_status(r->status->id) },
                                       .changed_count = 1 };
    service_publish_commit(ctx, &publication);
}

static enum err favourite_write(struct ctx *ctx, void *arg)
{
    const struct reaction *r = arg;
    bool is_new = false;
    TRY(store_favourite_insert(ctx, r->by, r->status->id, r->id, SV(""), &is_new));
    if (!is_new)
        return ERR_OK;
    TRY(like_send(ctx, r, ACTIVITY_LIKE));
    struct notification note = { .kind = NOTIFICATION_FAVOURITE,
                                 .owner = r->status->account,
                                 .from = r->by,
                                 .status = r->status->id };
    TRY(service_notify(ctx, &note));
    change_publish(ctx, r);
    return ERR_OK;
}

enum err service_favourite_status(struct ctx *ctx, struct status_id id)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct status_view view;
    TRY(service_view_status(ctx, id, &view));
    struct reaction reaction = {
        .by = ctx->viewer.account,
        .status = view.reblog != NULL ? view.reblog->status : view.status,
        .id = engine_next_id(ctx),
    };
    TRY(service_write_acting(ctx, favourite_write, &reaction));
    return ERR_OK;
}

static enum err unfavourite_write(struct ctx *ctx, void *arg)
{
    struct reaction *r = arg;
    struct favourite favourite;
    bool is_found = false;
    TRY(store_favourite_delete(ctx, r->by, r->status->id, &is_found, &favourite));
    if (!is_found)
        return ERR_OK;
    r->id = favourite.id;
    TRY(like_send(ctx, r, ACTIVITY_UNDO_LIKE));
    TRY(store_reaction_forget(ctx, r->status->id, NOTIFICATION_FAVOURITE, r->by));
    change_publish(ctx, r);
    return ERR_OK;
}

enum err service_unfavourite_status(struct ctx *ctx, struct status_id id)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct status status;
    TRY(service_find_original(ctx, id, &status));
    struct reaction reaction = { .by = ctx->viewer.account, .status = &status };
    TRY(service_write_acting(ctx, unfavourite_write, &reaction));
    return ERR_OK;
}

static bool is_shown(const struct account *account, const struct relationship *relations,
                     size_t count)
{
    if (account_is_gone(account))
        return false;
    for (size_t i = 0; i < count; i++)
        if (account_id_eq(relations[i].account, account->id))
            return !relations[i].is_blocking && !relations[i].is_blocked_by;
    return true;
}

/* Load a page's accounts in its order, without those the viewer should not meet. */
static enum err accounts_load(struct ctx *ctx, const struct account_cursor *rows, size_t count,
                              struct account *out, size_t *out_count)
{
    struct account_id ids[STORE_LIST_MAX];
    for (size_t i = 0; i < count; i++)
        ids[i] = rows[i].account;
    struct account *accounts = NULL;
    size_t account_count = 0;
    TRY(store_account_list(ctx, ids, count, &accounts, &account_count));
    struct relationship *relations = NULL;
    size_t relation_count = account_id_is_none(ctx->viewer.account) ? 0 : count;
    if (relation_count > 0)
        TRY(store_relationship_list(ctx, ctx->viewer.account, ids, count, &relations));
    for (size_t i = 0; i < account_count; i++)
        if (is_shown(&accounts[i], relations, relation_count))
            out[(*out_count)++] = accounts[i];
    return ERR_OK;
}

static void rows_reverse(struct account_cursor *rows, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct account_cursor row = rows[i];
        rows[i] = rows[count - 1 - i];
        rows[count - 1 - i] = row;
    }
}

static enum err page_load(struct ctx *ctx, struct account_cursor *rows, size_t count,
                          const struct paging *paging, struct reactor_page *out)
{
    struct account *accounts = ARENA_ARRAY(ctx->arena, struct account, count);
    size_t account_count = 0;
    if (paging->is_from_oldest)
        rows_reverse(rows, count);
    for (size_t at = 0; at < count; at += STORE_LIST_MAX) {
        size_t left = count - at;
        TRY(accounts_load(ctx, &rows[at], left < STORE_LIST_MAX ? left : STORE_LIST_MAX, accounts,
                          &account_count));
    }
    *out = (struct reactor_page){
        .accounts = accounts,
        .count = account_count,
        .max_id = count == paging->count ? rows[count - 1].cursor : 0,
        .min_id = count > 0 ? rows[0].cursor : 0,
    };
    return ERR_OK;
}

enum err service_list_favouriters(struct ctx *ctx, struct status_id id, const struct paging *paging,
                                  struct reactor_page *out)
{
    struct status_view view;
    TRY(service_view_status(ctx, id, &view));
    struct status_id shown = view.reblog != NULL ? view.reblog->status->id : id;
    struct account_cursor *rows = NULL;
    size_t count = 0;
    TRY(store_favouriter_list(ctx, shown, paging, &rows, &count));
    return page_load(ctx, rows, count, paging, out);
}

enum err service_list_rebloggers(struct ctx *ctx, struct status_id id, const struct paging *paging,
                                 struct reactor_page *out)
{
    struct status_view view;
    TRY(service_view_status(ctx, id, &view));
    struct status_id shown = view.reblog != NULL ? view.reblog->status->id : id;
    struct account_cursor *rows = NULL;
    size_t count = 0;
    TRY(store_reblogger_list(ctx, shown, paging, &rows, &count));
    return page_load(ctx, rows, count, paging, out);
}
