/* Authenticate. */
#include "service/authenticate.h"

#include "base/clock.h"
#include "db/db.h"
#include "model/role.h"
#include "model/scope.h"
#include "service/secret_hash.h"
#include "store/account.h"
#include "store/application.h"
#include "store/session.h"
#include "store/token.h"
#include "store/user.h"

static bool is_gone(enum account_state state)
{
    return state >= ACCOUNT_SUSPENDED;
}

static enum err user_token_check(struct ctx *ctx, const struct token_facts *facts)
{
    if (account_id_is_none(facts->person))
        return fail(ctx, ERR_NO_TOKEN, "the login is gone");
    if (facts->user_state == USER_PENDING && facts->person_state == ACCOUNT_PENDING)
        return ERR_LOGIN_PENDING;
    if (facts->user_state != USER_ACTIVE || is_gone(facts->person_state) ||
        is_gone(facts->account_state))
        return ERR_LOGIN_DISABLED;
    bool is_page = !account_id_eq(facts->account, facts->person);
    if (is_page && facts->page_role == PAGE_ROLE_NONE)
        return ERR_TOKEN_REVOKED;
    return ERR_OK;
}

static struct viewer token_viewer(const struct token_facts *facts)
{
    bool is_page = !account_id_eq(facts->account, facts->person);
    uint64_t may = is_page ? page_role_scopes(facts->page_role) : SCOPE_ALL;
    return (struct viewer){
        .account = facts->account,
        .user = facts->user,
        .user_account = facts->person,
        .application = facts->application,
        .token = facts->id,
        .scopes = facts->scopes & may,
        .role = facts->role,
        .page_role = is_page ? facts->page_role : PAGE_ROLE_NONE,
        .is_page = is_page,
        .seen_day = facts->used_day,
    };
}

enum err service_authenticate_token(struct ctx *ctx, struct sv bearer, struct viewer *out)
{
    if (bearer.len == 0)
        return ERR_NO_TOKEN;
    bool is_found = false;
    struct token_facts facts;
    TRY(store_token_find(ctx, service_hash_secret(ctx, SECRET_TOKEN, bearer), &is_found, &facts));
    if (!is_found)
        return ERR_NO_TOKEN;
    if (user_id_is_none(facts.user)) {
        *out = (struct viewer){ .application = facts.application,
                                .token = facts.id,
                                .scopes = facts.scopes };
        return ERR_OK;
    }
    TRY(user_token_check(ctx, &facts));
    *out = token_viewer(&facts);
    return ERR_OK;
}

static struct viewer session_viewer(const struct session_facts *facts)
{
    bool is_page = !account_id_is_none(facts->session.acting) &&
                   facts->page_role != PAGE_ROLE_NONE && !is_gone(facts->acting_state);
    return (struct viewer){
        .account = is_page ? facts->session.acting : facts->person,
        .user = facts->user,
        .user_account = facts->person,
        .scopes = is_page ? page_role_scopes(facts->page_role) : SCOPE_ALL,
        .role = facts->role,
        .page_role = is_page ? facts->page_role : PAGE_ROLE_NONE,
        .is_page = is_page,
        .seen_day = facts->session.seen_ms / MS_PER_DAY,
        .locale = facts->locale,
    };
}

enum err service_authenticate_session(struct ctx *ctx, struct sv cookie, struct viewer *out,
                                      struct web_session *out_session)
{
    if (cookie.len == 0)
        return ERR_LOGIN_REQUIRED;
    bool is_found = false;
    struct session_facts facts;
    TRY(store_session_find(ctx, service_hash_secret(ctx, SECRET_SESSION, cookie), &is_found,
                           &facts));
    if (!is_found || facts.session.seen_ms < ctx->now_ms - SESSION_LIFE_MS)
        return ERR_LOGIN_REQUIRED;
    if (facts.user_state != USER_ACTIVE || is_gone(facts.person_state))
        return ERR_LOGIN_DISABLED;
    *out = session_viewer(&facts);
    *out_session = facts.session;
    return ERR_OK;
}

struct seen {
    struct user_id user;
    struct token_id token;
    struct session_id session;
    int64_t day;
};

static enum err seen_write(struct ctx *ctx, void *arg)
{
    const struct seen *seen = arg;
    if (!token_id_is_none(seen->token))
        TRY(store_token_set_used(ctx, seen->token, seen->day));
    if (!session_id_is_none(seen->session))
        TRY(store_session_set_seen(ctx, seen->session, ctx->now_ms));
    return store_user_set_seen(ctx, seen->user, seen->day);
}

enum err service_note_seen(struct ctx *ctx, const struct web_session *session)
{
    if (user_id_is_none(ctx->viewer.user))
        return ERR_OK;
    struct seen seen = { .user = ctx->viewer.user,
                         .token = ctx->viewer.token,
                         .day = ctx->now_ms / MS_PER_DAY };
    if (session != NULL)
        seen.session = session->id;
    return ctx->viewer.seen_day < seen.day ? db_write(ctx, seen_write, &seen) : ERR_OK;
}

enum err service_get_viewer_account(struct ctx *ctx, struct account *out)
{
    if (account_id_is_none(ctx->viewer.account))
        return ERR_LOGIN_REQUIRED;
    return store_account_get(ctx, ctx->viewer.account, out);
}

static enum err expire(struct ctx *ctx, void *arg)
{
    UNUSED(arg);
    TRY(store_code_expire(ctx, ctx->now_ms));
    return store_session_expire(ctx, ctx->now_ms - SESSION_LIFE_MS);
}

enum err service_expire_sign_ins(struct ctx *ctx)
{
    return db_write(ctx, expire, NULL);
}
