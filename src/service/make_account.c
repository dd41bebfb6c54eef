/* Make a local account. */
#include "service/make_account.h"

#include "crypto/rsa.h"
#include "service/engine.h"
#include "service/start_feed.h"
#include "store/tombstone.h"
#include "text/acct.h"

/* Names by which people expect the operator, or mail to reach him (RFC 2142). */
static const struct sv reserved_names[] = {
    SV_INIT("abuse"),      SV_INIT("admin"),    SV_INIT("administrator"), SV_INIT("help"),
    SV_INIT("hostmaster"), SV_INIT("mod"),      SV_INIT("moderator"),     SV_INIT("noreply"),
    SV_INIT("postmaster"), SV_INIT("root"),     SV_INIT("security"),      SV_INIT("support"),
    SV_INIT("system"),     SV_INIT("webmaster")
};

static bool is_reserved(struct sv handle)
{
    for (size_t i = 0; i < ARRAY_COUNT(reserved_names); i++) {
        if (sv_eq_nocase(handle, reserved_names[i]))
            return true;
    }
    return false;
}

static bool form_check(struct sv handle, bool may_reserved, struct sv field,
                       struct field_errors *errors)
{
    if (handle.len == 0)
        field_error_add(errors, field, FIELD_BLANK);
    else if (handle.len > ACCT_LOCAL_USERNAME_MAX_BYTES)
        field_error_add(errors, field, FIELD_TOO_LONG);
    else if (!acct_is_local_username(handle))
        field_error_add(errors, field, FIELD_INVALID);
    else if (!may_reserved && is_reserved(handle))
        field_error_add(errors, field, FIELD_RESERVED);
    else
        return true;
    return false;
}

enum err service_check_handle(struct ctx *ctx, struct sv handle, bool may_reserved, struct sv field,
                              struct field_errors *errors)
{
    if (!form_check(handle, may_reserved, field, errors))
        return ERR_OK;
    bool is_taken = false;
    struct account account;
    enum err err = store_account_find_handle(ctx, handle, SV(""), &is_taken, &account);
    /* Whose key is gone is being erased: its name stays taken. */
    if (err != ERR_OK && err != ERR_KEY_GONE)
        return err;
    is_taken |= err == ERR_KEY_GONE;
    if (!is_taken)
        TRY(store_tombstone_has(ctx, TOMBSTONE_HANDLE, sv_lower(ctx->arena, handle), &is_taken));
    if (is_taken)
        field_error_add(errors, field, FIELD_TAKEN);
    return ERR_OK;
}

static enum err signing_key_make(struct ctx *ctx, struct account_parts *parts)
{
    CLEANUP(rsa_key_done) struct rsa_key *pair = NULL;
    TRY(rsa_generate(&pair));
    struct secret der;
    TRY(rsa_private_export(ctx->arena, pair, &der));
    parts->private_box = store_account_key_seal(ctx, parts->account.id, &parts->key.key, der);
    secret_wipe(der);
    parts->public_key = rsa_public_pack(ctx->arena, rsa_public_of(ctx->arena, pair));
    return ERR_OK;
}

enum err service_prepare_account(struct ctx *ctx, const struct account *account,
                                 struct account_parts *out)
{
    *out = (struct account_parts){ .account = *account };
    out->account.id = account_id(engine_next_id(ctx));
    out->account.created_ms = ctx->now_ms;
    out->account.updated_ms = ctx->now_ms;
    keyring_new_key(out->account.id, 0, &out->key);
    TRY(keyring_wrap(ctx, &out->key, NULL, &out->wrapped));
    TRY(store_account_seal(ctx, &out->account, &out->key.key, &out->sealed));
    return signing_key_make(ctx, out);
}

enum err service_insert_account(struct ctx *ctx, const struct account_parts *parts)
{
    keyring_attach(ctx, &parts->key, parts->wrapped);
    service_feed_joined(ctx, parts->account.id);
    TRY(store_account_insert(ctx, &parts->account, host_id(0), &parts->sealed));
    return store_account_key_insert(ctx, parts->account.id, parts->public_key, parts->private_box);
}

void service_done_account(struct account_parts *parts)
{
    crypto_key_wipe(&parts->key.key);
}
