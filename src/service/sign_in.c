/* Sign in on the web pages. */
#include "service/sign_in.h"

#include "base/clock.h"
#include "db/db.h"
#include "model/email.h"
#include "service/authenticate.h"
#include "service/engine.h"
#include "service/hash_password.h"
#include "service/manage_user.h"
#include "service/secret_hash.h"
#include "store/account.h"
#include "store/page.h"
#include "store/session.h"
#include "store/user.h"

#define AGENT_BYTES_MAX 400

static enum err user_find_email(struct ctx *ctx, struct sv login, bool *out_found, struct user *out)
{
    struct sv email;
    *out_found = false;
    if (!email_parse(ctx->arena, login, &email))
        return ERR_OK;
    return store_user_find_email(ctx, service_hash_email(ctx, email), out_found, out);
}

/* By address or name; who is being erased is not found. */
static enum err user_find(struct ctx *ctx, struct sv login, bool *out_found, struct user *out)
{
    enum err err;
    if (sv_find_char(login, '@', 0) != SIZE_MAX)
        err = user_find_email(ctx, login, out_found, out);
    else
        err = service_find_user(ctx, login, out_found, out);
    if (err == ERR_KEY_GONE)
        *out_found = false;
    return err == ERR_KEY_GONE ? ERR_OK : err;
}

enum err service_login_key(struct ctx *ctx, struct sv login, struct sv *out)
{
    bool is_found = false;
    struct user user = { 0 };
    TRY(user_find(ctx, sv_trim(login), &is_found, &user));
    *out = is_found ? sv_printf(ctx->arena, "%lld", (long long)user.id.v)
                    : sv_lower(ctx->arena, sv_trim(login));
    return ERR_OK;
}

static enum err password_check(struct ctx *ctx, bool is_found, struct user_id id,
                               struct secret password)
{
    struct sv hash = SV("");
    if (is_found)
        TRY(store_user_password(ctx, id, &hash));
    return service_verify_password(ctx, hash, password);
}

struct session_write {
    struct session_id id;
    const struct user *user;
    struct sv hash;
    struct sv agent_box;
};

static enum err session_insert(struct ctx *ctx, void *arg)
{
    const struct session_write *write = arg;
    TRY(store_account_hold(ctx, write->user->account, NULL));
    TRY(store_session_insert(ctx, write->id, write->user->account, write->user->id, write->hash,
                             write->agent_box));
    return store_user_set_seen(ctx, write->user->id, ctx->now_ms / MS_PER_DAY);
}

enum err service_begin_session(struct ctx *ctx, const struct user *user, struct sv agent,
                               struct sv *out_cookie)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, user->account, &key));
    struct sv cookie = service_make_secret(ctx);
    struct session_write write = {
        .id = session_id(engine_next_id(ctx)),
        .user = user,
        .hash = service_hash_secret(ctx, SECRET_SESSION, cookie),
    };
    write.agent_box =
        store_session_seal(ctx, write.id, user->account, &key, sv_sub(agent, 0, AGENT_BYTES_MAX));
    TRY(db_write(ctx, session_insert, &write));
    *out_cookie = cookie;
    return ERR_OK;
}

static enum err account_check(struct ctx *ctx, const struct user *user)
{
    struct account account;
    TRY(store_account_get(ctx, user->account, &account));
    if (user->state == USER_PENDING && account.state == ACCOUNT_PENDING)
        return ERR_LOGIN_PENDING;
    return user->state != USER_ACTIVE || account_is_gone(&account) ? ERR_LOGIN_DISABLED : ERR_OK;
}

enum err service_sign_in(struct ctx *ctx, struct sv login, struct secret password, struct sv agent,
                         struct sv *out_cookie, struct user *out)
{
    bool is_found = false;
    struct user user = { 0 };
    TRY(user_find(ctx, sv_trim(login), &is_found, &user));
    TRY(password_check(ctx, is_found, user.id, password));
    TRY(account_check(ctx, &user));
    struct sv cookie;
    TRY(service_begin_session(ctx, &user, agent, &cookie));
    *out_cookie = cookie;
    *out = user;
    return ERR_OK;
}

struct session_end {
    struct session_id id;
    struct account_id person;
    bool is_deleted;
};

static enum err session_delete(struct ctx *ctx, void *arg)
{
    struct session_end *end = arg;
    return store_session_delete(ctx, end->id, end->person, &end->is_deleted);
}

enum err service_sign_out(struct ctx *ctx, struct sv cookie)
{
    bool is_found = false;
    struct session_facts facts;
    TRY(store_session_find(ctx, service_hash_secret(ctx, SECRET_SESSION, cookie), &is_found,
                           &facts));
    struct session_end end = { 0 };
    if (is_found)
        end = (struct session_end){ .id = facts.session.id, .person = facts.person };
    return is_found ? db_write(ctx, session_delete, &end) : ERR_OK;
}

struct acting_write {
    struct session_id id;
    struct account_id person;
    struct account_id acting; /* none: as oneself */
};

/* The role is asked for inside the write: it may be taken away at this moment. */
static enum err acting_set(struct ctx *ctx, void *arg)
{
    const struct acting_write *write = arg;
    enum page_role role = PAGE_ROLE_NONE;
    if (!account_id_is_none(write->acting)) {
        TRY(store_page_role(ctx, write->acting, write->person, &role));
        if (role == PAGE_ROLE_NONE)
            return ERR_NOT_FOUND;
    }
    return store_session_set_acting(ctx, write->id, write->acting);
}

enum err service_act_as(struct ctx *ctx, struct sv cookie, struct account_id account)
{
    struct viewer viewer;
    struct web_session session;
    TRY(service_authenticate_session(ctx, cookie, &viewer, &session));
    bool is_self = account_id_eq(account, viewer.user_account);
    struct acting_write write = { .id = session.id,
                                  .person = viewer.user_account,
                                  .acting = is_self ? account_id(0) : account };
    return db_write(ctx, acting_set, &write);
}

enum err service_list_sessions(struct ctx *ctx, struct web_session **out, size_t *out_count)
{
    if (user_id_is_none(ctx->viewer.user))
        return ERR_LOGIN_REQUIRED;
    return store_session_list(ctx, ctx->viewer.user_account, out, out_count);
}

enum err service_end_session(struct ctx *ctx, struct session_id id)
{
    struct session_end end = { .id = id, .person = ctx->viewer.user_account };
    TRY(db_write(ctx, session_delete, &end));
    return end.is_deleted ? ERR_OK : ERR_NOT_FOUND;
}

enum err service_change_password(struct ctx *ctx, struct secret old, struct secret fresh,
                                 struct field_errors *errors)
{
    if (user_id_is_none(ctx->viewer.user))
        return ERR_LOGIN_REQUIRED;
    TRY(password_check(ctx, true, ctx->viewer.user, old));
    return service_store_password(ctx, ctx->viewer.user, fresh, errors);
}
