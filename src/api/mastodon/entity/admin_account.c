/* Admin::Account entity. */
#include "api/mastodon/entity/admin_account.h"

#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/tag_of.h"

/* What only an account has that somebody signs in as. */
static void login_render(struct json_writer *w, const struct inspected_account *it)
{
    struct subject contact = subject_of(it->account.id, CLASS_CONTACT);
    const struct user *user = &it->user;
    struct sv email = it->is_user ? user->email : (struct sv){ 0 };
    struct sv locale = it->is_user ? user->locale : (struct sv){ 0 };
    json_w_key_str(w, SV("email"), contact, email);
    json_w_key_null(w, SV("ip"), contact);
    entity_key_empty_list(w, SV("ips"));
    entity_key_str_or_null(w, SV("locale"), contact, locale);
    entity_key_str_or_null(w, SV("invite_request"), contact,
                           it->is_user ? user->reason : (struct sv){ 0 });
    json_w_key(w, SV("role"));
    entity_role_render(w, it->account.id, it->is_user ? user->role : USER_ROLE_NONE);
}

void entity_admin_account_render(struct ctx *ctx, struct json_writer *w,
                                 const struct inspected_account *it)
{
    const struct account *account = &it->account;
    struct subject name = subject_of(account->id, CLASS_NAME_AVATAR);
    struct subject detail = subject_of(account->id, CLASS_PROFILE_DETAIL);
    bool is_held = it->is_user && it->user.state == USER_SUSPENDED;
    json_w_object_begin(w);
    json_w_key_id(w, SV("id"), name, account->id.v);
    json_w_key_str(w, SV("username"), name, account->username);
    entity_key_str_or_null(w, SV("domain"), name, account->domain);
    entity_key_time(w, ctx->arena, SV("created_at"), detail, account->created_ms);
    login_render(w, it);
    json_w_key_bool(w, SV("confirmed"), detail, true); /* no address is asked to confirm itself */
    json_w_key_bool(w, SV("approved"), detail, account->state != ACCOUNT_PENDING);
    json_w_key_bool(w, SV("disabled"), detail, is_held && account->state != ACCOUNT_SUSPENDED);
    json_w_key_bool(w, SV("sensitized"), detail, account->is_sensitized);
    json_w_key_bool(w, SV("silenced"), detail, account->state == ACCOUNT_SILENCED);
    json_w_key_bool(w, SV("suspended"), detail, account->state == ACCOUNT_SUSPENDED);
    json_w_key(w, SV("account"));
    entity_account_render(ctx, w, account);
    json_w_key_null(w, SV("created_by_application_id"), detail);
    json_w_key_null(w, SV("invited_by_account_id"), detail);
    json_w_object_end(w);
}
