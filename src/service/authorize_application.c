/* Authorize applications. */
#include "service/authorize_application.h"

#include "base/clock.h"
#include "crypto/hash.h"
#include "db/db.h"
#include "model/redirect.h"
#include "service/engine.h"
#include "service/secret_hash.h"
#include "store/account.h"
#include "store/application.h"
#include "store/page.h"
#include "store/token.h"
#include "store/user.h"
#include "stream/stream.h"
#include "text/url.h"

#define NAME_BYTES_MAX 60
#define WEBSITE_BYTES_MAX 2000
#define REDIRECTS_MAX 20
#define CHALLENGE_CHARS 43
#define VERIFIER_CHARS_MIN 43
#define VERIFIER_CHARS_MAX 128

static bool is_website(struct ctx *ctx, struct sv text)
{
    struct url url;
    return text.len <= WEBSITE_BYTES_MAX && url_parse(ctx->arena, text, &url) == ERR_OK;
}

static void redirects_check(const struct application_draft *draft, struct field_errors *errors)
{
    if (draft->redirect_uri_count == 0)
        field_error_add(errors, SV("redirect_uri"), FIELD_BLANK);
    if (draft->redirect_uri_count > REDIRECTS_MAX)
        field_error_add(errors, SV("redirect_uri"), FIELD_TOO_LONG);
    for (size_t i = 0; i < draft->redirect_uri_count; i++) {
        if (!redirect_is_legal(draft->redirect_uris[i]))
            field_error_add(errors, SV("redirect_uri"), FIELD_INVALID);
    }
}

static enum err draft_check(struct ctx *ctx, const struct application_draft *draft,
                            struct field_errors *out_errors)
{
    struct field_errors errors = { 0 };
    if (sv_trim(draft->name).len == 0)
        field_error_add(&errors, SV("name"), FIELD_BLANK);
    if (draft->name.len > NAME_BYTES_MAX)
        field_error_add(&errors, SV("name"), FIELD_TOO_LONG);
    if (draft->website.len > 0 && !is_website(ctx, draft->website))
        field_error_add(&errors, SV("website"), FIELD_INVALID);
    if (draft->scopes == 0)
        field_error_add(&errors, SV("scopes"), FIELD_INVALID);
    redirects_check(draft, &errors);
    if (out_errors != NULL)
        *out_errors = errors;
    return errors.count == 0 ? ERR_OK : fail(ctx, ERR_VALIDATION, "application fields");
}

static struct sv lines_join(struct arena *a, const struct sv *lines, size_t count)
{
    struct sv *parts = ARENA_ARRAY(a, struct sv, count * 2);
    for (size_t i = 0; i < count; i++) {
        parts[i * 2] = lines[i];
        parts[i * 2 + 1] = SV("\n");
    }
    return sv_concat(a, parts, count * 2 - 1);
}

struct application_write {
    struct application application;
    struct sv secret_hash;
};

static enum err application_insert(struct ctx *ctx, void *arg)
{
    const struct application_write *write = arg;
    return store_application_insert(ctx, &write->application, write->secret_hash);
}

enum err service_register_application(struct ctx *ctx, const struct application_draft *draft,
                                      struct field_errors *errors, struct application *out,
                                      struct sv *out_secret)
{
    TRY(draft_check(ctx, draft, errors));
    struct sv secret = service_make_secret(ctx);
    struct application_write write = {
        .application = { .id = application_id(engine_next_id(ctx)),
                         .client_id = service_make_secret(ctx),
                         .name = sv_trim(draft->name),
                         .website = draft->website,
                         .redirect_uris = lines_join(ctx->arena, draft->redirect_uris,
                                                     draft->redirect_uri_count),
                         .scopes = draft->scopes,
                         .created_ms = ctx->now_ms },
        .secret_hash = service_hash_secret(ctx, SECRET_CLIENT, secret),
    };
    TRY(db_write(ctx, application_insert, &write));
    *out = write.application;
    *out_secret = secret;
    return ERR_OK;
}

enum err service_get_application(struct ctx *ctx, struct application_id id, struct application *out)
{
    return store_application_get(ctx, id, out);
}

enum err service_find_application(struct ctx *ctx, struct sv client_id, struct application *out)
{
    bool is_found = false;
    TRY(store_application_find(ctx, client_id, &is_found, out));
    return is_found ? ERR_OK : ERR_NOT_FOUND;
}

enum err service_check_application(struct ctx *ctx, struct sv client_id, struct sv secret,
                                   struct application *out)
{
    struct application application;
    TRY(service_find_application(ctx, client_id, &application));
    struct sv stored;
    TRY(store_application_secret(ctx, application.id, &stored));
    if (!crypto_is_equal(stored, service_hash_secret(ctx, SECRET_CLIENT, secret)))
        return ERR_NOT_FOUND;
    *out = application;
    return ERR_OK;
}

/* base64url without padding of 32 bytes, or the unreserved characters of a verifier. */
static bool is_unreserved(struct sv text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && sv_find_char(SV("-._~"), c, 0) == SIZE_MAX)
            return false;
    }
    return true;
}

static enum err authorization_check(struct ctx *ctx, const struct authorization *what)
{
    if (user_id_is_none(ctx->viewer.user) || !token_id_is_none(ctx->viewer.token))
        return fail(ctx, ERR_LOGIN_REQUIRED, "a person agrees in a web session");
    if (!redirect_is_registered(what->application->redirect_uris, what->redirect_uri))
        return fail(ctx, ERR_BAD_PARAM, "redirect address");
    if (what->scopes == 0 || (what->scopes & ~what->application->scopes) != 0)
        return fail(ctx, ERR_SCOPE, "more than the application registered");
    bool is_challenge = what->challenge.len == CHALLENGE_CHARS && is_unreserved(what->challenge);
    return what->challenge.ptr == NULL || is_challenge ? ERR_OK
                                                       : fail(ctx, ERR_BAD_PARAM, "challenge");
}

/* Oneself, or a page one has a role on. */
static enum err may_act_as(struct ctx *ctx, struct account_id person, struct account_id account)
{
    if (account_id_eq(person, account))
        return ERR_OK;
    enum page_role role = PAGE_ROLE_NONE;
    TRY(store_page_role(ctx, account, person, &role));
    return role == PAGE_ROLE_NONE ? ERR_NOT_FOUND : ERR_OK;
}

struct code_write {
    struct sv hash;
    struct oauth_code code;
};

static enum err code_insert(struct ctx *ctx, void *arg)
{
    const struct code_write *write = arg;
    TRY(store_account_hold(ctx, ctx->viewer.user_account, NULL));
    TRY(store_account_hold(ctx, write->code.account, NULL));
    return store_code_insert(ctx, write->hash, &write->code);
}

enum err service_authorize_application(struct ctx *ctx, const struct authorization *authorization,
                                       struct sv *out)
{
    TRY(authorization_check(ctx, authorization));
    TRY(may_act_as(ctx, ctx->viewer.user_account, authorization->account));
    struct sv code = service_make_secret(ctx);
    struct code_write write = {
        .hash = service_hash_secret(ctx, SECRET_CODE, code),
        .code = { .account = authorization->account,
                  .user = ctx->viewer.user,
                  .application = authorization->application->id,
                  .scopes = authorization->scopes,
                  .redirect_uri = authorization->redirect_uri,
                  .challenge = authorization->challenge,
                  .expires_ms = ctx->now_ms + CODE_LIFE_MS },
    };
    TRY(db_write(ctx, code_insert, &write));
    *out = code;
    return ERR_OK;
}

/* What follows the commit: who listened with the token hears nothing more. */
struct token_end {
    struct engine *engine;
    struct token_id token;
    struct user_id user;
    bool is_deleted;
};

static void streams_end(void *arg)
{
    const struct token_end *end = arg;
    if (end->engine->stream != NULL)
        stream_end_token(end->engine->stream, end->token);
}

static enum err token_delete(struct ctx *ctx, void *arg)
{
    struct token_end *end = arg;
    db_after_commit(ctx, streams_end, end);
    return store_token_delete(ctx, end->token);
}

struct exchange_write {
    const struct code_exchange *exchange;
    struct sv code_hash;
    struct sv verifier_challenge; /* what the verifier makes; absent without one */
    struct sv token_hash;
    struct token_new token;
    struct token_end replayed; /* what the code gave when it was brought before */
    bool is_granted;
};

static bool code_fits(const struct ctx *ctx, const struct exchange_write *write,
                      const struct oauth_code *code)
{
    const struct code_exchange *exchange = write->exchange;
    bool is_fresh = code->expires_ms > ctx->now_ms;
    bool is_bound = application_id_eq(code->application, exchange->application->id) &&
                    sv_eq(code->redirect_uri, exchange->redirect_uri);
    bool is_proven =
        code->challenge.ptr == NULL || crypto_is_equal(code->challenge, write->verifier_challenge);
    return is_fresh && is_bound && is_proven;
}

/* A code that comes twice was stolen, one time or the other: nobody keeps what it gave. */
static enum err replay_write(struct ctx *ctx, struct exchange_write *write)
{
    write->replayed = (struct token_end){ .engine = ctx->engine };
    TRY(store_code_token(ctx, write->code_hash, &write->replayed.token));
    if (token_id_is_none(write->replayed.token))
        return ERR_OK;
    return token_delete(ctx, &write->replayed);
}

/* A code that does not fit is taken all the same: an error here would put it back. */
static enum err exchange_write(struct ctx *ctx, void *arg)
{
    struct exchange_write *write = arg;
    bool is_found = false;
    struct oauth_code code;
    write->is_granted = false;
    TRY(store_code_take(ctx, write->code_hash, write->token.id, &is_found, &code));
    if (!is_found)
        return replay_write(ctx, write);
    if (!code_fits(ctx, write, &code))
        return ERR_OK;
    write->token.user = code.user;
    write->token.account = code.account;
    write->token.scopes = code.scopes;
    write->is_granted = true;
    return store_token_insert(ctx, &write->token, write->token_hash);
}

static struct sv verifier_hash(struct ctx *ctx, struct sv verifier)
{
    bool is_verifier = verifier.len >= VERIFIER_CHARS_MIN && verifier.len <= VERIFIER_CHARS_MAX &&
                       is_unreserved(verifier);
    return is_verifier ? crypto_sha256_base64url(ctx->arena, verifier) : (struct sv){ NULL, 0 };
}

enum err service_exchange_code(struct ctx *ctx, const struct code_exchange *exchange,
                               struct granted_token *out)
{
    struct sv token = service_make_secret(ctx);
    struct exchange_write write = {
        .exchange = exchange,
        .code_hash = service_hash_secret(ctx, SECRET_CODE, exchange->code),
        .verifier_challenge = verifier_hash(ctx, exchange->verifier),
        .token_hash = service_hash_secret(ctx, SECRET_TOKEN, token),
        .token = { .id = token_id(engine_next_id(ctx)), .application = exchange->application->id },
    };
    TRY(db_write(ctx, exchange_write, &write));
    if (!write.is_granted)
        return fail(ctx, ERR_FORBIDDEN, "the code does not fit");
    *out = (struct granted_token){ token, write.token.scopes, ctx->now_ms };
    return ERR_OK;
}

struct token_write {
    struct token_new token;
    struct account_id person; /* none: the application's own */
    struct sv hash;
};

static enum err token_insert(struct ctx *ctx, void *arg)
{
    const struct token_write *write = arg;
    if (!account_id_is_none(write->person)) {
        TRY(store_account_hold(ctx, write->person, NULL));
        TRY(store_account_hold(ctx, write->token.account, NULL));
    }
    return store_token_insert(ctx, &write->token, write->hash);
}

static enum err token_grant(struct ctx *ctx, struct token_new token, struct account_id person,
                            struct granted_token *out)
{
    struct sv secret = service_make_secret(ctx);
    struct token_write write = { .token = token,
                                 .person = person,
                                 .hash = service_hash_secret(ctx, SECRET_TOKEN, secret) };
    write.token.id = token_id(engine_next_id(ctx));
    TRY(db_write(ctx, token_insert, &write));
    *out = (struct granted_token){ secret, token.scopes, ctx->now_ms };
    return ERR_OK;
}

static enum err scopes_check(struct ctx *ctx, const struct application *application,
                             uint64_t scopes)
{
    bool is_subset = scopes != 0 && (scopes & ~application->scopes) == 0;
    return is_subset ? ERR_OK : fail(ctx, ERR_SCOPE, "more than the application registered");
}

enum err service_new_token(struct ctx *ctx, struct user_id user, struct account_id account,
                           struct application_id application, uint64_t scopes, struct sv *out_token)
{
    struct application app;
    TRY(store_application_get(ctx, application, &app));
    TRY(scopes_check(ctx, &app, scopes));
    struct user person;
    TRY(store_user_get(ctx, user, &person));
    TRY(may_act_as(ctx, person.account, account));
    struct granted_token granted;
    TRY(token_grant(
        ctx,
        (struct token_new){
            .user = user, .account = account, .application = application, .scopes = scopes },
        person.account, &granted));
    *out_token = granted.token;
    return ERR_OK;
}

enum err service_new_application_token(struct ctx *ctx, const struct application *application,
                                       uint64_t scopes, struct granted_token *out)
{
    TRY(scopes_check(ctx, application, scopes));
    return token_grant(ctx, (struct token_new){ .application = application->id, .scopes = scopes },
                       account_id(0), out);
}

enum err service_revoke_token(struct ctx *ctx, struct application_id application, struct sv token)
{
    bool is_found = false;
    struct application_id owner;
    struct token_end end = { .engine = ctx->engine };
    TRY(store_token_application(ctx, service_hash_secret(ctx, SECRET_TOKEN, token), &is_found,
                                &end.token, &owner));
    if (!is_found)
        return ERR_OK;
    if (!application_id_eq(owner, application))
        return fail(ctx, ERR_FORBIDDEN, "another application's token");
    return db_write(ctx, token_delete, &end);
}

enum err service_list_tokens(struct ctx *ctx, struct token_id after, struct token_entry **out,
                             size_t *out_count)
{
    if (user_id_is_none(ctx->viewer.user))
        return ERR_LOGIN_REQUIRED;
    return store_token_list(ctx, ctx->viewer.user, after, TOKENS_LIST_MAX, out, out_count);
}

static enum err token_delete_own(struct ctx *ctx, void *arg)
{
    struct token_end *end = arg;
    TRY(store_token_delete_own(ctx, end->token, end->user, &end->is_deleted));
    if (end->is_deleted)
        db_after_commit(ctx, streams_end, end);
    return ERR_OK;
}

enum err service_end_token(struct ctx *ctx, struct token_id id)
{
    if (user_id_is_none(ctx->viewer.user))
        return ERR_LOGIN_REQUIRED;
    struct token_end end = { .engine = ctx->engine, .token = id, .user = ctx->viewer.user };
    TRY(db_write(ctx, token_delete_own, &end));
    return end.is_deleted ? ERR_OK : ERR_NOT_FOUND;
}
