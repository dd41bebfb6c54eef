/* Erase an account. */
#include "service/erase_account.h"

#include "model/account.h"
#include "model/user.h"
#include "service/begin_erasure.h"
#include "service/engine.h"
#include "service/forget_unread.h"
#include "store/account.h"
#include "store/outbound.h"
#include "store/page.h"
#include "store/tombstone.h"
#include "store/user.h"

/* Rows that hang on a status, roughly, for the progress bar. */
#define ROWS_PER_STATUS 6

struct account_write {
    struct begun begun;
    struct account_id id;
    struct sv email;       /* may be empty */
    struct sv public_key;  /* absent without a key pair */
    struct sv private_box; /* under the instance's key */
};

static enum err names_bury(struct ctx *ctx, const struct account_write *write,
                           const struct erasure_account *account)
{
    TRY(store_tombstone_insert_id(ctx, TOMBSTONE_ACCOUNT, write->id.v));
    if (!account->is_local)
        return account->uri.len > 0 ? store_tombstone_insert(ctx, TOMBSTONE_URI, account->uri)
                                    : ERR_OK;
    TRY(store_tombstone_insert(ctx, TOMBSTONE_HANDLE, account->username_key));
    return write->email.len > 0 ? store_tombstone_insert(ctx, TOMBSTONE_EMAIL, write->email)
                                : ERR_OK;
}

/* Whoever ever got anything hears of it, signed by the key that is kept for it. */
static enum err audience_tell(struct ctx *ctx, const struct account_write *write)
{
    bool has_audience = false;
    TRY(store_outbound_cancel(ctx, write->id, 0));
    TRY(store_erased_actor_has_audience(ctx, write->id, &has_audience));
    if (!has_audience || write->public_key.ptr == NULL)
        return ERR_OK;
    TRY(store_erased_actor_insert(ctx, write->id, write->public_key, write->private_box));
    TRY(store_erased_actor_address(ctx, write->id));
    return store_fanout_insert(ctx, write->id, ACTIVITY_DELETE_ACTOR, write->id.v, FANOUT_EVER,
                               NULL);
}

static enum err account_begin(struct ctx *ctx, void *arg)
{
    struct account_write *write = arg;
    struct erasure_account account;
    bool is_found = false;
    TRY(store_erasure_account(ctx, write->id, &is_found, &account));
    if (!is_found || account.is_erasing)
        return ERR_NOT_FOUND;
    TRY(names_bury(ctx, write, &account));
    if (account.is_local)
        TRY(audience_tell(ctx, write));
    TRY(store_account_begin_erasure(ctx, write->id));
    if (account.is_local)
        TRY(service_forget_unread_of(ctx, account_id(0)));
    const struct erase_step nothing = { 0 };
    return begin_insert(ctx, &write->begun, &nothing, false);
}

/* The key pair moves from the account's key to the instance's; an account without one was never heard of elsewhere. */
static enum err key_prepare(struct ctx *ctx, struct account_write *write)
{
    struct account_signing_key key;
    enum err err = store_account_signing_key(ctx, write->id, &key);
    if (err == ERR_NOT_FOUND || err == ERR_KEY_GONE)
        return ERR_OK;
    TRY(err);
    write->public_key = key.public_key;
    err = store_erased_actor_seal(ctx, write->id, key.private_der, &write->private_box);
    secret_wipe(key.private_der);
    return err;
}

static enum err expected_count(struct ctx *ctx, struct account_write *write)
{
    struct account account;
    enum err err = store_account_get(ctx, write->id, &account);
    if (err == ERR_KEY_GONE)
        return ERR_OK;
    TRY(err);
    write->begun.erasure.rows_expected = 2 * (account.counts.followers + account.counts.following) +
                                         ROWS_PER_STATUS * account.counts.statuses + 10;
    if (!media_id_is_none(account.avatar))
        begin_hide(ctx, &write->begun, cache_ref_media(account.avatar));
    if (!media_id_is_none(account.header))
        begin_hide(ctx, &write->begun, cache_ref_media(account.header));
    return ERR_OK;
}

enum err service_begin_account_erasure(struct ctx *ctx, struct account_id id, struct sv email,
                                       struct erasure_id *out)
{
    struct account_write write = { .id = id, .email = email };
    begin_init(ctx, &write.begun, ERASURE_ACCOUNT, id.v, id);
    begin_hide(ctx, &write.begun, cache_ref_account(id));
    begin_touch(ctx, &write.begun, cache_ref_site());
    TRY(key_prepare(ctx, &write));
    TRY(expected_count(ctx, &write));
    TRY(begin_write(ctx, account_begin, &write));
    if (out != NULL)
        *out = write.begun.erasure.id;
    /* What its key sealed is unreadable from here on, whoever forgets to ask for its state. */
    return keyring_destroy_account(ctx, id);
}

static enum err may_erase(struct ctx *ctx, const struct account *account)
{
    const struct viewer *viewer = &ctx->viewer;
    if (viewer->role >= USER_ROLE_ADMIN)
        return ERR_OK;
    if (user_id_is_none(viewer->user))
        return ERR_LOGIN_REQUIRED;
    if (account_id_eq(account->id, viewer->user_account))
        return ERR_OK;
    enum page_role role = PAGE_ROLE_NONE;
    TRY(store_page_role(ctx, account->id, viewer->user_account, &role));
    if (role == PAGE_ROLE_NONE)
        return ERR_NOT_FOUND;
    return role == PAGE_ROLE_OWNER ? ERR_OK : fail(ctx, ERR_FORBIDDEN, "owners erase a page");
}

/* Pages of which this person is the only owner. */
static enum err sole_pages(struct ctx *ctx, struct account_id person, struct account_id *out,
                           size_t *out_count)
{
    struct page_member *pages = NULL;
    size_t count = 0;
    *out_count = 0;
    TRY(store_page_list_of(ctx, person, account_id(0), &pages, &count));
    for (size_t i = 0; i < count && *out_count < SOLE_PAGES_MAX; i++) {
        int64_t owners = 0;
        if (pages[i].role != PAGE_ROLE_OWNER)
            continue;
        TRY(store_page_count_role(ctx, pages[i].page, PAGE_ROLE_OWNER, &owners));
        if (owners == 1)
            out[(*out_count)++] = pages[i].page;
    }
    return ERR_OK;
}

static enum err pages_name(struct ctx *ctx, const struct account_id *pages, size_t count,
                           struct account_erasure *out)
{
    struct account *accounts = NULL;
    size_t found = 0;
    TRY(store_account_list(ctx, pages, count, &accounts, &found));
    struct sv *names = ARENA_ARRAY(ctx->arena, struct sv, found);
    for (size_t i = 0; i < found; i++)
        names[i] = accounts[i].username;
    out->sole_pages = names;
    out->sole_page_count = found;
    return found == 0 ? ERR_OK : fail(ctx, ERR_CONFLICT, "the only owner of %zu pages", found);
}

enum err service_erase_account(struct ctx *ctx, struct account_id id, bool with_pages,
                               struct account_erasure *out)
{
    struct account account;
    enum err err = store_account_get(ctx, id, &account);
    if (err == ERR_KEY_GONE || (err == ERR_OK && account.state == ACCOUNT_ERASING))
        return ERR_NOT_FOUND;
    TRY(err);
    TRY(may_erase(ctx, &account));
    *out = (struct account_erasure){ 0 };
    struct account_id pages[SOLE_PAGES_MAX];
    size_t page_count = 0;
    struct sv barred = { 0 };
    if (account_is_local(&account) && account.kind != ACCOUNT_PAGE) {
        TRY(sole_pages(ctx, id, pages, &page_count));
        struct user user;
        bool has_user = false;
        TRY(store_user_find_account(ctx, id, &has_user, &user));
        /* A suspension outlives the account; nobody else's address leaves a trace, whoever erases it. */
        if (has_user && user.state == USER_SUSPENDED)
            barred = user.email;
    }
    if (page_count > 0 && !with_pages)
        TRY(pages_name(ctx, pages, page_count, out));
    for (size_t i = 0; i < page_count && with_pages; i++) {
        err = service_begin_account_erasure(ctx, pages[i], (struct sv){ 0 }, NULL);
        if (err != ERR_OK && err != ERR_NOT_FOUND)
            return err;
    }
    return service_begin_account_erasure(ctx, id, barred, &out->id);
}

enum err service_get_erasure(struct ctx *ctx, struct erasure_id id, struct erasure *out)
{
    return store_erasure_get(ctx, id, out);
}
