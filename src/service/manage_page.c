/* Manage pages. */
#include "service/manage_page.h"

#include "db/db.h"
#include "service/engine.h"
#include "service/log_page.h"
#include "service/make_account.h"
#include "store/account.h"
#include "store/page.h"
#include "store/session.h"
#include "store/token.h"
#include "store/user.h"
#include "stream/stream.h"

#define TITLE_BYTES_MAX 100

static_assert(ACTING_ACCOUNTS_MAX <= STORE_LIST_MAX, "one call of the store loads them");

static bool is_console(const struct ctx *ctx)
{
    return ctx->viewer.role >= USER_ROLE_ADMIN && user_id_is_none(ctx->viewer.user);
}

static enum err may_make_page(struct ctx *ctx, struct user_id owner)
{
    if (ctx->viewer.role >= USER_ROLE_ADMIN)
        return ERR_OK;
    if (user_id_is_none(ctx->viewer.user))
        return ERR_LOGIN_REQUIRED;
    return user_id_eq(owner, ctx->viewer.user)
               ? ERR_OK
               : fail(ctx, ERR_FORBIDDEN, "a page for somebody else");
}

static enum err fields_check(struct ctx *ctx, struct sv handle, struct sv title,
                             struct field_errors *out_errors)
{
    struct field_errors errors = { 0 };
    bool may_reserved = ctx->viewer.role >= USER_ROLE_ADMIN;
    TRY(service_check_handle(ctx, handle, may_reserved, SV("username"), &errors));
    if (title.len > TITLE_BYTES_MAX)
        field_error_add(&errors, SV("title"), FIELD_TOO_LONG);
    if (out_errors != NULL)
        *out_errors = errors;
    return errors.count == 0 ? ERR_OK : fail(ctx, ERR_VALIDATION, "page fields");
}

struct page_write {
    struct account_parts parts;
    struct account_id owner;
};

static enum err page_insert(struct ctx *ctx, void *arg)
{
    const struct page_write *write = arg;
    TRY(store_account_hold(ctx, write->owner, NULL));
    TRY(service_insert_account(ctx, &write->parts));
    TRY(store_page_set_role(ctx, write->parts.account.id, write->owner, PAGE_ROLE_OWNER));
    return service_log_page(ctx, write->parts.account.id, PAGE_LOG_CREATED, write->owner, 0);
}

enum err service_new_page(struct ctx *ctx, struct sv handle, struct sv title, struct user_id owner,
                          struct field_errors *errors, struct account *out)
{
    TRY(may_make_page(ctx, owner));
    struct sv name = sv_trim(title);
    TRY(fields_check(ctx, handle, name, errors));
    struct user user;
    TRY(store_user_get(ctx, owner, &user));
    struct account account = { .kind = ACCOUNT_PAGE,
                               .username = sv_copy(ctx->arena, handle),
                               .domain = SV(""),
                               .display_name = sv_copy(ctx->arena, name.len > 0 ? name : handle) };
    struct page_write write = { .owner = user.account };
    enum err err = service_prepare_account(ctx, &account, &write.parts);
    if (err == ERR_OK)
        err = db_write(ctx, page_insert, &write);
    service_done_account(&write.parts);
    /* Somebody was faster: the check now says with what. */
    if (err == ERR_DUPLICATE)
        TRY(fields_check(ctx, handle, name, errors));
    if (err == ERR_OK)
        *out = write.parts.account;
    return err;
}

/* What follows the commit. Subscriptions do not say which person listens as the page, so all of the page's end; the
 * others connect again. */
struct role_end {
    struct engine *engine;
    struct account_id page;
};

static void page_streams_end(void *arg)
{
    const struct role_end *end = arg;
    if (end->engine->stream != NULL)
        stream_end_account(end->engine->stream, end->page);
}

struct role_write {
    struct account_id page;
    struct account_id account;
    struct user_id user;
    enum page_role role;
    bool is_leaving; /* the viewer gives up his own role */
};

static enum err may_set_role(struct ctx *ctx, const struct role_write *write)
{
    if (is_console(ctx))
        return ERR_OK;
    enum page_role own = PAGE_ROLE_NONE;
    TRY(store_page_role(ctx, write->page, ctx->viewer.user_account, &own));
    if (own == PAGE_ROLE_NONE)
        return ERR_NOT_FOUND;
    return own == PAGE_ROLE_OWNER || write->is_leaving
               ? ERR_OK
               : fail(ctx, ERR_FORBIDDEN, "roles are given by owners");
}

static enum err last_owner_check(struct ctx *ctx, const struct role_write *write)
{
    enum page_role before = PAGE_ROLE_NONE;
    TRY(store_page_role(ctx, write->page, write->account, &before));
    if (before != PAGE_ROLE_OWNER || write->role == PAGE_ROLE_OWNER)
        return ERR_OK;
    int64_t owners = 0;
    TRY(store_page_count_role(ctx, write->page, PAGE_ROLE_OWNER, &owners));
    return owners > 1 ? ERR_OK : fail(ctx, ERR_FORBIDDEN, "a page keeps one owner at least");
}

static enum err role_write(struct ctx *ctx, void *arg)
{
    const struct role_write *write = arg;
    TRY(store_account_hold(ctx, write->page, NULL));
    TRY(store_account_hold(ctx, write->account, NULL));
    TRY(may_set_role(ctx, write));
    TRY(last_owner_check(ctx, write));
    TRY(store_page_set_role(ctx, write->page, write->account, write->role));
    TRY(service_log_page(ctx, write->page, PAGE_LOG_ROLE, write->account, write->role));
    if (write->role != PAGE_ROLE_NONE)
        return ERR_OK;
    TRY(store_token_delete_acting(ctx, write->user, write->page));
    TRY(store_session_stop_acting(ctx, write->account, write->page));
    struct role_end *end = ARENA_NEW(ctx->arena, struct role_end);
    *end = (struct role_end){ ctx->engine, write->page };
    db_after_commit(ctx, page_streams_end, end);
    return ERR_OK;
}

enum err service_set_page_role(struct ctx *ctx, struct account_id page, struct account_id account,
                               enum page_role role)
{
    if (user_id_is_none(ctx->viewer.user) && !is_console(ctx))
        return ERR_LOGIN_REQUIRED;
    struct account target;
    TRY(store_account_get(ctx, page, &target));
    if (target.kind != ACCOUNT_PAGE || !account_is_local(&target))
        return ERR_NOT_FOUND;
    bool is_person = false;
    struct user user;
    TRY(store_user_find_account(ctx, account, &is_person, &user));
    if (!is_person)
        return ERR_NOT_FOUND;
    struct role_write write = {
        .page = page,
        .account = account,
        .user = user.id,
        .role = role,
        .is_leaving = role == PAGE_ROLE_NONE && account_id_eq(account, ctx->viewer.user_account),
    };
    return db_write(ctx, role_write, &write);
}

enum err service_list_page_roles(struct ctx *ctx, struct account_id page, struct page_member **out,
                                 size_t *out_count)
{
    enum page_role own = PAGE_ROLE_NONE;
    if (!is_console(ctx))
        TRY(store_page_role(ctx, page, ctx->viewer.user_account, &own));
    if (own == PAGE_ROLE_NONE && !is_console(ctx))
        return ERR_NOT_FOUND;
    return store_page_list_roles(ctx, page, account_id(0), out, out_count);
}

enum err service_list_own_pages(struct ctx *ctx, struct page_member **out, size_t *out_count)
{
    if (user_id_is_none(ctx->viewer.user))
        return ERR_LOGIN_REQUIRED;
    return store_page_list_of(ctx, ctx->viewer.user_account, account_id(0), out, out_count);
}

enum err service_list_acting_accounts(struct ctx *ctx, struct account **out, size_t *out_count)
{
    struct page_member *pages;
    size_t page_count;
    TRY(service_list_own_pages(ctx, &pages, &page_count));
    struct account_id ids[ACTING_ACCOUNTS_MAX] = { ctx->viewer.user_account };
    size_t count = 1;
    for (size_t i = 0; i < page_count && count < ACTING_ACCOUNTS_MAX; i++)
        ids[count++] = pages[i].page;
    struct account *accounts;
    size_t loaded;
    TRY(store_account_list(ctx, ids, count, &accounts, &loaded));
    size_t kept = 0;
    for (size_t i = 0; i < loaded; i++) {
        if (!account_is_gone(&accounts[i]))
            accounts[kept++] = accounts[i];
    }
    *out = accounts;
    *out_count = kept;
    return ERR_OK;
}
