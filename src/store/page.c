/* Pages in the store. */
#include "store/page.h"

#include "store/queries.h"

enum err store_page_role(struct ctx *ctx, struct account_id page, struct account_id account,
                         enum page_role *out)
{
    struct page_role_row row = { 0 };
    bool is_found = false;
    TRY(q_page_role_by_account(ctx, page, account, &is_found, &row));
    *out = is_found ? (enum page_role)row.role : PAGE_ROLE_NONE;
    return ERR_OK;
}

static struct page_member *rows_copy(struct arena *a, const struct page_role_row *rows,
                                     size_t count)
{
    struct page_member *members = ARENA_ARRAY(a, struct page_member, count);
    for (size_t i = 0; i < count; i++) {
        members[i] = (struct page_member){
            .page = rows[i].owner_id,
            .account = rows[i].account_id,
            .role = (enum page_role)rows[i].role,
            .granted_ms = rows[i].granted_ms,
        };
    }
    return members;
}

enum err store_page_list_roles(struct ctx *ctx, struct account_id page, struct account_id after,
                               struct page_member **out, size_t *out_count)
{
    struct page_role_row *rows = NULL;
    TRY(q_page_roles_by_page(ctx, page, after, STORE_PAGE_ROLES_MAX, &rows, out_count));
    *out = rows_copy(ctx->arena, rows, *out_count);
    return ERR_OK;
}

enum err store_page_list_of(struct ctx *ctx, struct account_id account, struct account_id after,
                            struct page_member **out, size_t *out_count)
{
    struct page_role_row *rows = NULL;
    TRY(q_page_roles_by_account(ctx, account, after, STORE_PAGE_ROLES_MAX, &rows, out_count));
    *out = rows_copy(ctx->arena, rows, *out_count);
    return ERR_OK;
}

enum err store_page_count_role(struct ctx *ctx, struct account_id page, enum page_role role,
                               int64_t *out)
{
    return q_page_role_count(ctx, page, role, out);
}

enum err store_page_set_role(struct ctx *ctx, struct account_id page, struct account_id account,
                             enum page_role role)
{
    if (role == PAGE_ROLE_NONE)
        return q_page_role_delete(ctx, page, account, NULL);
    return q_page_role_put(ctx, page, account, role, ctx->now_ms, NULL);
}

enum err store_page_needs_approval(struct ctx *ctx, struct account_id page, bool *out)
{
    struct q_page_setting_get_row row = { 0 };
    bool is_found = false;
    TRY(q_page_setting_get(ctx, page, &is_found, &row));
    *out = is_found && row.needs_approval;
    return ERR_OK;
}

enum err store_page_set_approval(struct ctx *ctx, struct account_id page, bool needs_approval)
{
    return q_page_setting_put(ctx, page, needs_approval, NULL);
}
