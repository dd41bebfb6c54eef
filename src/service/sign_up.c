/* Sign up. */
#include "service/sign_up.h"

#include "conf/settings.h"
#include "crypto/hash.h"
#include "model/email.h"
#include "service/engine.h"
#include "service/hash_password.h"
#include "service/make_account.h"
#include "service/manage_user.h"
#include "service/secret_hash.h"
#include "service/tell_staff.h"
#include "store/account.h"
#include "store/meta.h"
#include "store/tombstone.h"
#include "store/user.h"
#include "text/utf8.h"

#define META_FIRST_VISIT SV("first_visit")

struct sign_up_write {
    struct account_parts parts;
    struct user user;
    struct user_sealed sealed;
    struct sv first_visit_hash; /* absent: an ordinary sign-up */
};

static bool is_admin(const struct ctx *ctx)
{
    return ctx->viewer.role >= USER_ROLE_ADMIN;
}

static enum err may_sign_up(struct ctx *ctx, const struct sign_up *what)
{
    if (is_admin(ctx))
        return ERR_OK;
    if (conf_enum(ctx->engine->conf, CONF_REGISTRATION) == CONF_REGISTRATION_CLOSED)
        return fail(ctx, ERR_FORBIDDEN, "registration is closed");
    if (what->role > USER_ROLE_USER)
        return fail(ctx, ERR_FORBIDDEN, "a role needs an administrator");
    return ERR_OK;
}

static enum err email_is_taken(struct ctx *ctx, struct sv email, struct sv hash, bool *out)
{
    struct user user;
    enum err err = store_user_find_email(ctx, hash, out, &user);
    if (err != ERR_OK && err != ERR_KEY_GONE)
        return err;
    *out |= err == ERR_KEY_GONE;
    return *out ? ERR_OK : store_tombstone_has(ctx, TOMBSTONE_EMAIL, email, out);
}

static enum err email_check(struct ctx *ctx, struct sv untrusted, struct sign_up_write *write,
                            struct field_errors *errors)
{
    struct sv *email = &write->user.email;
    if (sv_trim(untrusted).len == 0)
        field_error_add(errors, SV("email"), FIELD_BLANK);
    else if (!email_parse(ctx->arena, untrusted, email))
        field_error_add(errors, SV("email"), FIELD_INVALID);
    if (field_error_find(errors, SV("email")) != NULL)
        return ERR_OK;
    write->sealed.email_hash = service_hash_email(ctx, *email);
    bool is_taken = false;
    TRY(email_is_taken(ctx, *email, write->sealed.email_hash, &is_taken));
    if (is_taken)
        field_error_add(errors, SV("email"), FIELD_TAKEN);
    return ERR_OK;
}

/* Nobody decides about an administrator's logins, nor about the first one. */
static bool is_pending(const struct ctx *ctx, const struct sign_up_write *write)
{
    return !is_admin(ctx) && write->first_visit_hash.ptr == NULL &&
           conf_enum(ctx->engine->conf, CONF_REGISTRATION) == CONF_REGISTRATION_APPROVAL;
}

static void reason_take(struct ctx *ctx, struct sv untrusted, struct sign_up_write *write,
                        struct field_errors *errors)
{
    struct sv reason = sv_trim(untrusted);
    if (!is_pending(ctx, write) || reason.len == 0)
        return;
    if (!utf8_is_valid(reason))
        field_error_add(errors, SV("reason"), FIELD_INVALID);
    else if (utf8_count_chars(reason) > USER_REASON_MAX_CHARS)
        field_error_add(errors, SV("reason"), FIELD_TOO_LONG);
    else
        write->user.reason = sv_copy(ctx->arena, reason);
}

/* ERR_VALIDATION when a field is wrong. */
static enum err fields_check(struct ctx *ctx, const struct sign_up *what,
                             struct sign_up_write *write)
{
    struct field_errors errors = { 0 };
    bool may_reserved = is_admin(ctx) || write->first_visit_hash.ptr != NULL;
    TRY(service_check_handle(ctx, what->username, may_reserved, SV("username"), &errors));
    TRY(email_check(ctx, what->email, write, &errors));
    service_check_password(what->password, &errors);
    reason_take(ctx, what->reason, write, &errors);
    if (errors.count == 0)
        return ERR_OK;
    if (what->errors != NULL)
        *what->errors = errors;
    return fail(ctx, ERR_VALIDATION, "sign-up fields");
}

static bool is_locale(struct sv text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return false;
    }
    return text.len <= LOCALE_BYTES_MAX;
}

static enum err write_prepare(struct ctx *ctx, const struct sign_up *what,
                              struct sign_up_write *write)
{
    TRY(service_hash_password(ctx, what->password, &write->sealed.password_hash));
    struct account account = { .kind = ACCOUNT_PERSON,
                               .username = sv_copy(ctx->arena, what->username),
                               .domain = SV("") };
    TRY(service_prepare_account(ctx, &account, &write->parts));
    write->user.id = user_id(engine_next_id(ctx));
    write->user.account = write->parts.account.id;
    write->user.username = account.username;
    write->user.role = what->role == USER_ROLE_NONE ? USER_ROLE_USER : what->role;
    write->user.locale = is_locale(what->locale) ? sv_copy(ctx->arena, what->locale) : SV("");
    write->user.created_ms = ctx->now_ms;
    write->user.state = is_pending(ctx, write) ? USER_PENDING : USER_ACTIVE;
    write->sealed.email_box = store_user_seal(ctx, &write->user, &write->parts.key.key);
    if (write->user.reason.len > 0)
        write->sealed.reason_box = store_user_seal_reason(ctx, &write->user, &write->parts.key.key);
    return ERR_OK;
}

static enum err first_visit_check(struct ctx *ctx, struct sv hash)
{
    bool is_found = false;
    struct sv stored;
    TRY(store_meta_find(ctx, META_FIRST_VISIT, &is_found, &stored));
    return is_found && crypto_is_equal(stored, hash) ? ERR_OK : ERR_NOT_FOUND;
}

static enum err sign_up_insert(struct ctx *ctx, void *arg)
{
    const struct sign_up_write *write = arg;
    if (write->first_visit_hash.ptr != NULL) {
        TRY(first_visit_check(ctx, write->first_visit_hash));
        TRY(store_meta_delete(ctx, META_FIRST_VISIT));
    }
    TRY(service_insert_account(ctx, &write->parts));
    if (write->user.state == USER_PENDING)
        TRY(store_account_set_state(ctx, write->user.account, ACCOUNT_PENDING));
    TRY(store_user_insert(ctx, &write->user, &write->sealed));
    /* Whom an administrator makes is known to the staff; who waits is told of once let in. */
    bool is_told = write->user.state == USER_ACTIVE && !is_admin(ctx);
    return is_told ? service_tell_sign_up(ctx, write->user.account) : ERR_OK;
}

static enum err sign_up_run(struct ctx *ctx, const struct sign_up *what,
                            struct sign_up_write *write, struct user *out)
{
    TRY(fields_check(ctx, what, write));
    enum err err = write_prepare(ctx, what, write);
    if (err == ERR_OK)
        err = db_write(ctx, sign_up_insert, write);
    service_done_account(&write->parts);
    /* Somebody was faster: the check now says with which field. */
    if (err == ERR_DUPLICATE)
        TRY(fields_check(ctx, what, write));
    if (err == ERR_OK)
        *out = write->user;
    return err;
}

enum err service_sign_up(struct ctx *ctx, const struct sign_up *what, struct user *out)
{
    TRY(may_sign_up(ctx, what));
    struct sign_up_write write = { 0 };
    return sign_up_run(ctx, what, &write, out);
}

static enum err first_visit_store(struct ctx *ctx, void *arg)
{
    const struct sv *hash = arg;
    return store_meta_set(ctx, META_FIRST_VISIT, *hash);
}

enum err service_new_first_visit(struct ctx *ctx, struct sv *out)
{
    if (!is_admin(ctx))
        return fail(ctx, ERR_FORBIDDEN, "only the operator makes the first visitor's link");
    struct sv secret = service_make_secret(ctx);
    struct sv hash = service_hash_secret(ctx, SECRET_FIRST_VISIT, secret);
    TRY(db_write(ctx, first_visit_store, &hash));
    *out = secret;
    return ERR_OK;
}

enum err service_check_first_visit(struct ctx *ctx, struct sv secret)
{
    return first_visit_check(ctx, service_hash_secret(ctx, SECRET_FIRST_VISIT, secret));
}

enum err service_sign_up_first(struct ctx *ctx, struct sv secret, const struct sign_up *what,
                               struct user *out)
{
    struct sign_up admin = *what;
    admin.role = USER_ROLE_ADMIN;
    struct sign_up_write write = { .first_visit_hash =
                                       service_hash_secret(ctx, SECRET_FIRST_VISIT, secret) };
    /* Before anything that says which names are taken. */
    TRY(first_visit_check(ctx, write.first_visit_hash));
    return sign_up_run(ctx, &admin, &write, out);
}
