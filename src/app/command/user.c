/* Commands about people, pages and tokens. */
#include "app/command/user.h"

#include "base/buf.h"

#include "model/scope.h"
#include "service/authorize_application.h"
#include "service/manage_page.h"
#include "service/manage_user.h"
#include "service/sign_up.h"
#include "store/account.h"

#define LIST_MAX_BYTES ((size_t)8 << 20)

static const struct sv role_words[] = { SV_INIT("none"), SV_INIT("user"), SV_INIT("moderator"),
                                        SV_INIT("admin") };
static const struct sv page_words[] = { SV_INIT("none"), SV_INIT("analyst"), SV_INIT("moderator"),
                                        SV_INIT("editor"), SV_INIT("owner") };

/* Index of a word in a list, or fallback. */
static int word_find(const struct sv *words, size_t count, struct sv word, int fallback)
{
    for (size_t i = 0; i < count; i++)
        if (sv_eq(words[i], word))
            return (int)i;
    return fallback;
}

/* A handle as people write it: with or without '@'. */
static struct sv handle_of(struct sv text)
{
    return sv_starts_with(text, SV("@")) ? sv_from_offset(text, 1) : text;
}

static enum err validation(struct ctx *ctx, const struct field_errors *errors, enum err err)
{
    if (err != ERR_VALIDATION)
        return err;
    struct sv text = field_errors_print(ctx->arena, errors);
    return fail(ctx, ERR_BAD_REQUEST, "%" SV_FMT, SV_ARG(text));
}

static enum err user_get(struct ctx *ctx, struct sv name, struct user *out)
{
    bool is_found = false;
    TRY(service_find_user(ctx, handle_of(name), &is_found, out));
    if (!is_found)
        return fail(ctx, ERR_NOT_FOUND, "there is no user %" SV_FMT, SV_ARG(handle_of(name)));
    return ERR_OK;
}

static enum err page_get(struct ctx *ctx, struct sv handle, struct account *out)
{
    TRY(app_call_account(ctx, handle_of(handle), SV(""), out));
    if (out->kind != ACCOUNT_PAGE)
        return fail(ctx, ERR_NOT_FOUND, "there is no page @%" SV_FMT, SV_ARG(handle_of(handle)));
    return ERR_OK;
}

/* A password in a request, as a secret; the request's memory is wiped with its arena's end. */
static struct secret password_of(struct ctx *ctx, const struct app_call *call)
{
    struct sv text = app_call_find(call, SV("password"));
    return secret_make(arena_copy(ctx->arena, text.ptr, text.len), text.len);
}

enum err command_user_new(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    struct sv role = app_call_find(call, SV("role"));
    int number =
        role.ptr == NULL ? USER_ROLE_USER : word_find(role_words, ARRAY_COUNT(role_words), role, 0);
    if (number == USER_ROLE_NONE)
        return fail(ctx, ERR_BAD_PARAM, "a role is admin, moderator or user");
    struct field_errors errors = { 0 };
    struct user user;
    struct sign_up what = {
        .username = handle_of(app_call_find(call, SV("name"))),
        .email = app_call_find(call, SV("email")),
        .password = password_of(ctx, call),
        .role = (enum user_role)number,
        .errors = &errors,
    };
    TRY(validation(ctx, &errors, service_sign_up(ctx, &what, &user)));
    *out_text = sv_printf(ctx->arena, "Made user %" SV_FMT ".\n", SV_ARG(user.username));
    return ERR_OK;
}

static void user_print(struct buf *b, const struct user *user)
{
    static const char *const states[] = { "active", "suspended", "pending" };
    const char *state = (size_t)user->state < ARRAY_COUNT(states) ? states[user->state] : "?";
    buf_printf(b, "%-30.*s %-10.*s %s\n", SV_ARG(user->username), SV_ARG(role_words[user->role]),
               state);
    if (user->reason.len > 0)
        buf_printf(b, "    %" SV_FMT "\n", SV_ARG(user->reason));
}

enum err command_user_list(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    UNUSED(call);
    struct buf b;
    buf_init(&b, ctx->arena, LIST_MAX_BYTES);
    struct user_id after = { 0 };
    do {
        struct user *users = NULL;
        size_t count = 0;
        TRY(service_list_users(ctx, after, &users, &count, &after));
        for (size_t i = 0; i < count; i++)
            user_print(&b, &users[i]);
    } while (!user_id_is_none(after));
    if (b.is_overflown)
        return fail(ctx, ERR_LIMIT, "too many users to list");
    *out_text = buf_view(&b);
    return ERR_OK;
}

enum err command_user_password(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    struct user user;
    struct field_errors errors = { 0 };
    TRY(user_get(ctx, app_call_find(call, SV("name")), &user));
    TRY(validation(ctx, &errors,
                   service_set_password(ctx, user.id, password_of(ctx, call), &errors)));
    *out_text = SV("The password is set; every session and token has ended.\n");
    return ERR_OK;
}

enum err command_user_suspend(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    struct user user;
    TRY(user_get(ctx, app_call_find(call, SV("name")), &user));
    TRY(service_suspend_user(ctx, user.id));
    *out_text = sv_printf(ctx->arena, "Suspended %" SV_FMT ".\n", SV_ARG(user.username));
    return ERR_OK;
}

static enum err decide(struct ctx *ctx, const struct app_call *call,
                       enum err (*service)(struct ctx *ctx, struct user_id id))
{
    struct user user;
    TRY(user_get(ctx, app_call_find(call, SV("name")), &user));
    if (user.state != USER_PENDING)
        return fail(ctx, ERR_BAD_REQUEST, "%" SV_FMT " does not wait to be let in",
                    SV_ARG(user.username));
    return service(ctx, user.id);
}

enum err command_user_approve(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    *out_text = SV("");
    return decide(ctx, call, service_approve_user);
}

enum err command_user_reject(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    *out_text = SV("");
    return decide(ctx, call, service_reject_user);
}

enum err command_page_new(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    struct user owner;
    struct account page;
    struct field_errors errors = { 0 };
    TRY(user_get(ctx, app_call_find(call, SV("owner")), &owner));
    TRY(validation(ctx, &errors,
                   service_new_page(ctx, handle_of(app_call_find(call, SV("handle"))),
                                    app_call_find(call, SV("title")), owner.id, &errors, &page)));
    *out_text = sv_printf(ctx->arena, "Made page @%" SV_FMT ".\n", SV_ARG(page.username));
    return ERR_OK;
}

enum err command_page_role(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    struct account page;
    struct user person;
    int role = word_find(page_words, ARRAY_COUNT(page_words), app_call_find(call, SV("role")), -1);
    if (role < 0)
        return fail(ctx, ERR_BAD_PARAM,
                    "a role on a page is owner, editor, moderator, analyst or none");
    TRY(page_get(ctx, app_call_find(call, SV("handle")), &page));
    TRY(user_get(ctx, app_call_find(call, SV("name")), &person));
    TRY(service_set_page_role(ctx, page.id, person.account, (enum page_role)role));
    *out_text = sv_printf(ctx->arena, "%" SV_FMT " is now %" SV_FMT " on @%" SV_FMT ".\n",
                          SV_ARG(person.username), SV_ARG(page_words[role]), SV_ARG(page.username));
    return ERR_OK;
}

enum err command_token_new(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    static const struct sv redirect = SV_INIT("urn:ietf:wg:oauth:2.0:oob");
    uint64_t scopes = 0;
    struct user user;
    if (!scope_parse(app_call_find(call, SV("scopes")), &scopes))
        return fail(ctx, ERR_BAD_PARAM, "unknown scopes; try \"read write follow push\"");
    TRY(user_get(ctx, app_call_find(call, SV("name")), &user));
    struct account_id acting = user.account;
    struct sv as = app_call_find(call, SV("as"));
    if (as.ptr != NULL) {
        struct account page;
        TRY(page_get(ctx, as, &page));
        acting = page.id;
    }
    /* An application of its own, so that ending one such token ends no other. */
    struct application application;
    struct application_draft draft = { .name = SV("efface token new"),
                                       .redirect_uris = &redirect,
                                       .redirect_uri_count = 1,
                                       .scopes = scopes };
    struct sv secret;
    struct sv token;
    TRY(service_register_application(ctx, &draft, NULL, &application, &secret));
    TRY(service_new_token(ctx, user.id, acting, application.id, scopes, &token));
    *out_text = sv_printf(ctx->arena, "%" SV_FMT "\n", SV_ARG(token));
    return ERR_OK;
}
