/* Log pages. */
#include "service/log_page.h"

#include "base/vec.h"
#include "service/engine.h"
#include "service/view_account.h"
#include "store/page.h"
#include "store/page_log.h"

static enum err write(struct ctx *ctx, struct page_log_entry entry)
{
    entry.id = page_log_id(engine_next_id(ctx));
    entry.actor = ctx->viewer.user_account;
    return store_page_log_insert(ctx, &entry);
}

enum err service_log_acting(struct ctx *ctx, enum page_log_kind kind, struct account_id target,
                            struct status_id status)
{
    if (!ctx->viewer.is_page)
        return ERR_OK;
    return write(
        ctx, (struct page_log_entry){
                 .page = ctx->viewer.account, .kind = kind, .target = target, .status = status });
}

enum err service_log_page(struct ctx *ctx, struct account_id page, enum page_log_kind kind,
                          struct account_id target, int64_t detail)
{
    return write(ctx, (struct page_log_entry){
                          .page = page, .kind = kind, .target = target, .detail = detail });
}

static const struct account *account_in(const struct account *list, size_t count,
                                        struct account_id id)
{
    for (size_t i = 0; i < count; i++)
        if (account_id_eq(list[i].id, id))
            return &list[i];
    return NULL;
}

static enum err views_make(struct ctx *ctx, const struct page_log_entry *list, size_t count,
                           struct page_log_view **out)
{
    VEC(struct account_id) ids = { 0 };
    for (size_t i = 0; i < count; i++) {
        if (!account_id_is_none(list[i].actor))
            *VEC_PUSH(ctx->arena, &ids) = list[i].actor;
        if (!account_id_is_none(list[i].target))
            *VEC_PUSH(ctx->arena, &ids) = list[i].target;
    }
    const struct account *accounts = NULL;
    size_t account_count = 0;
    TRY(service_view_accounts(ctx, ids.items, ids.count, &accounts, &account_count));
    struct page_log_view *views = ARENA_ARRAY(ctx->arena, struct page_log_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = (struct page_log_view){
            .entry = list[i],
            .actor = account_in(accounts, account_count, list[i].actor),
            .target = account_in(accounts, account_count, list[i].target),
        };
    }
    *out = views;
    return ERR_OK;
}

enum err service_list_page_log(struct ctx *ctx, struct account_id page, const struct paging *paging,
                               struct page_log_view **out, size_t *out_count,
                               struct paging_span *out_span)
{
    if (user_id_is_none(ctx->viewer.user))
        return ERR_LOGIN_REQUIRED;
    enum page_role role = PAGE_ROLE_NONE;
    TRY(store_page_role(ctx, page, ctx->viewer.user_account, &role));
    if (role == PAGE_ROLE_NONE)
        return ERR_NOT_FOUND;
    struct page_log_entry *list = NULL;
    struct paging_span span = { 0 };
    size_t count = 0;
    TRY(store_page_log_page(ctx, page, paging, &list, &count));
    for (size_t i = 0; i < count; i++)
        paging_span_add(&span, list[i].id.v);
    TRY(views_make(ctx, list, count, out));
    *out_count = count;
    *out_span = span;
    return ERR_OK;
}
