/* Manage users. */
#include "service/manage_user.h"

#include "base/clock.h"
#include "cache/cache.h"
#include "crypto/password.h"
#include "db/db.h"
#include "service/engine.h"
#include "service/erase_account.h"
#include "service/hash_password.h"
#include "service/log_act.h"
#include "service/sign_up.h"
#include "service/tell_staff.h"
#include "store/account.h"
#include "store/application.h"
#include "store/session.h"
#include "store/token.h"
#include "store/user.h"
#include "stream/stream.h"

static bool is_console(const struct ctx *ctx)
{
    return ctx->viewer.role >= USER_ROLE_ADMIN && user_id_is_none(ctx->viewer.user);
}

enum err service_list_users(struct ctx *ctx, struct user_id after, struct user **out,
                            size_t *out_count, struct user_id *out_last)
{
    if (ctx->viewer.role < USER_ROLE_MODERATOR)
        return fail(ctx, ERR_FORBIDDEN, "users are listed for moderators");
    return store_user_list(ctx, after, STORE_USERS_MAX, out, out_count, out_last);
}

enum err service_get_user(struct ctx *ctx, struct user_id id, struct user *out)
{
    bool is_own = !user_id_is_none(id) && user_id_eq(id, ctx->viewer.user);
    if (!is_own && ctx->viewer.role < USER_ROLE_MODERATOR)
        return ERR_NOT_FOUND;
    return store_user_get(ctx, id, out);
}

enum err service_find_user(struct ctx *ctx, struct sv username, bool *out_found, struct user *out)
{
    struct account account;
    enum err err = store_account_find_handle(ctx, username, SV(""), out_found, &account);
    if (err == ERR_KEY_GONE) { /* being erased */
        *out_found = false;
        return ERR_OK;
    }
    TRY(err);
    return *out_found ? store_user_find_account(ctx, account.id, out_found, out) : ERR_OK;
}

struct locale_write {
    struct user_id user;
    struct sv locale;
};

static enum err locale_write(struct ctx *ctx, void *arg)
{
    const struct locale_write *write = arg;
    return store_user_set_locale(ctx, write->user, write->locale);
}

enum err service_set_locale(struct ctx *ctx, struct sv locale)
{
    assert(locale.len <= LOCALE_BYTES_MAX);
    if (user_id_is_none(ctx->viewer.user))
        return ERR_LOGIN_REQUIRED;
    struct locale_write write = { .user = ctx->viewer.user, .locale = locale };
    return db_write(ctx, locale_write, &write);
}

/* What follows the commit: nobody listens and nothing rendered is left. */
struct ending {
    struct engine *engine;
    struct account_id account;
};

static void streams_end(void *arg)
{
    const struct ending *ending = arg;
    if (ending->engine->stream != NULL)
        stream_end_account(ending->engine->stream, ending->account);
}

static void account_forget(void *arg)
{
    const struct ending *ending = arg;
    if (ending->engine->cache != NULL)
        cache_invalidate(ending->engine->cache, cache_ref_account(ending->account));
}

static struct ending *ending_new(struct ctx *ctx, struct account_id account)
{
    struct ending *ending = ARENA_NEW(ctx->arena, struct ending);
    *ending = (struct ending){ ctx->engine, account };
    return ending;
}

void service_check_password(struct secret password, struct field_errors *errors)
{
    size_t len = secret_reveal(password).len;
    if (len == 0)
        field_error_add(errors, SV("password"), FIELD_BLANK);
    else if (len < SIGN_UP_PASSWORD_BYTES_MIN)
        field_error_add(errors, SV("password"), FIELD_TOO_SHORT);
    else if (len > CRYPTO_PASSWORD_BYTES_MAX)
        field_error_add(errors, SV("password"), FIELD_TOO_LONG);
}

struct password_write {
    struct user user;
    struct sv hash;
};

static enum err password_write(struct ctx *ctx, void *arg)
{
    const struct password_write *write = arg;
    struct user_id id = write->user.id;
    TRY(store_user_set_password(ctx, id, write->hash));
    TRY(store_session_delete_all(ctx, write->user.account));
    TRY(store_code_delete_user(ctx, id));
    TRY(store_token_delete_user(ctx, id));
    db_after_commit(ctx, streams_end, ending_new(ctx, write->user.account));
    return ERR_OK;
}

enum err service_store_password(struct ctx *ctx, struct user_id id, struct secret password,
                                struct field_errors *errors)
{
    struct field_errors found = { 0 };
    service_check_password(password, &found);
    if (errors != NULL)
        *errors = found;
    if (found.count > 0)
        return fail(ctx, ERR_VALIDATION, "password");
    struct password_write write;
    TRY(store_user_get(ctx, id, &write.user));
    TRY(service_hash_password(ctx, password, &write.hash));
    return db_write(ctx, password_write, &write);
}

enum err service_set_password(struct ctx *ctx, struct user_id id, struct secret password,
                              struct field_errors *errors)
{
    if (ctx->viewer.role < USER_ROLE_ADMIN)
        return fail(ctx, ERR_FORBIDDEN, "passwords are set by administrators");
    return service_store_password(ctx, id, password, errors);
}

/* Inside the write: an instance never loses its last administrator. */
static enum err last_admin_check(struct ctx *ctx, const struct user *user)
{
    if (user->role != USER_ROLE_ADMIN || user->state != USER_ACTIVE)
        return ERR_OK;
    int64_t admins = 0;
    TRY(store_user_count_role(ctx, USER_ROLE_ADMIN, &admins));
    return admins > 1 ? ERR_OK : fail(ctx, ERR_FORBIDDEN, "the last administrator");
}

struct state_write {
    enum staff_act_kind kind;
    struct user user;
    enum user_state user_state;
    enum account_state account_state;
};

enum err service_write_user_state(struct ctx *ctx, const struct user *user,
                                  enum user_state user_state, enum account_state account_state)
{
    bool is_suspending = user_state == USER_SUSPENDED;
    if (is_suspending)
        TRY(last_admin_check(ctx, user));
    TRY(store_user_set_state(ctx, user->id, user_state));
    TRY(store_account_set_state(ctx, user->account, account_state));
    struct ending *ending = ending_new(ctx, user->account);
    db_after_commit(ctx, account_forget, ending);
    if (is_suspending)
        db_after_commit(ctx, streams_end, ending);
    return ERR_OK;
}

static enum err state_write(struct ctx *ctx, void *arg)
{
    const struct state_write *write = arg;
    TRY(service_log_act(ctx, write->kind, write->user.account, 0));
    TRY(service_write_user_state(ctx, &write->user, write->user_state, write->account_state));
    return write->kind == STAFF_ACT_APPROVE ? service_tell_sign_up(ctx, write->user.account)
                                            : ERR_OK;
}

static enum err may_suspend(struct ctx *ctx, const struct user *user)
{
    bool may = ctx->viewer.role >= USER_ROLE_MODERATOR && user->role < ctx->viewer.role;
    return may || is_console(ctx) ? ERR_OK : fail(ctx, ERR_FORBIDDEN, "suspension");
}

static enum err state_set(struct ctx *ctx, struct user_id id, enum staff_act_kind kind,
                          enum user_state user_state, enum account_state account_state)
{
    if (ctx->viewer.role < USER_ROLE_MODERATOR)
        return fail(ctx, ERR_FORBIDDEN, "suspension needs a moderator");
    struct state_write write = { .kind = kind,
                                 .user_state = user_state,
                                 .account_state = account_state };
    TRY(store_user_get(ctx, id, &write.user));
    TRY(may_suspend(ctx, &write.user));
    struct account account;
    TRY(store_account_get(ctx, write.user.account, &account));
    if (account.state == ACCOUNT_ERASING)
        return ERR_NOT_FOUND;
    return db_write(ctx, state_write, &write);
}

enum err service_suspend_user(struct ctx *ctx, struct user_id id)
{
    return state_set(ctx, id, STAFF_ACT_SUSPEND, USER_SUSPENDED, ACCOUNT_SUSPENDED);
}

enum err service_unsuspend_user(struct ctx *ctx, struct user_id id)
{
    return state_set(ctx, id, STAFF_ACT_UNSUSPEND, USER_ACTIVE, ACCOUNT_ACTIVE);
}

enum err service_list_pending_users(struct ctx *ctx, struct user_id after, struct user **out,
                                    size_t *out_count, struct user_id *out_last)
{
    if (ctx->viewer.role < USER_ROLE_MODERATOR)
        return fail(ctx, ERR_FORBIDDEN, "users are listed for moderators");
    return store_user_list_pending(ctx, after, STORE_USERS_MAX, out, out_count, out_last);
}

static enum err pending_get(struct ctx *ctx, struct user_id id, struct user *out)
{
    if (ctx->viewer.role < USER_ROLE_MODERATOR)
        return fail(ctx, ERR_FORBIDDEN, "an approval needs a moderator");
    enum err err = store_user_get(ctx, id, out);
    if (err == ERR_KEY_GONE)
        return ERR_NOT_FOUND;
    TRY(err);
    return out->state == USER_PENDING ? ERR_OK : fail(ctx, ERR_FORBIDDEN, "nobody waits");
}

enum err service_approve_user(struct ctx *ctx, struct user_id id)
{
    struct user user;
    TRY(pending_get(ctx, id, &user));
    return state_set(ctx, id, STAFF_ACT_APPROVE, USER_ACTIVE, ACCOUNT_ACTIVE);
}

enum err service_reject_user(struct ctx *ctx, struct user_id id)
{
    struct user user;
    TRY(pending_get(ctx, id, &user));
    TRY(service_begin_account_erasure(ctx, user.account, SV(""), NULL));
    return service_log_act_alone(ctx, STAFF_ACT_REJECT, 0);
}

struct role_write {
    struct user user;
    enum user_role role;
};

static enum err role_write(struct ctx *ctx, void *arg)
{
    const struct role_write *write = arg;
    if (write->role < USER_ROLE_ADMIN)
        TRY(last_admin_check(ctx, &write->user));
    return store_user_set_role(ctx, write->user.id, write->role);
}

enum err service_set_user_role(struct ctx *ctx, struct user_id id, enum user_role role)
{
    if (ctx->viewer.role < USER_ROLE_ADMIN)
        return fail(ctx, ERR_FORBIDDEN, "roles are given by administrators");
    if (role == USER_ROLE_NONE)
        return ERR_BAD_PARAM;
    struct role_write write = { .role = role };
    TRY(store_user_get(ctx, id, &write.user));
    return db_write(ctx, role_write, &write);
}
