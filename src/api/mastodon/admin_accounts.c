/* Accounts as moderators see them, and what they do to them. */
#include "api/answer.h"
#include "api/mastodon/entity/account.h"
#include "api/mastodon/entity/admin_account.h"
#include "api/mastodon/handlers.h"
#include "api/mastodon/page.h"
#include "api/mastodon/request.h"
#include "base/num.h"
#include "service/inspect_account.h"
#include "service/manage_user.h"
#include "service/moderate_account.h"
#include "text/params.h"

#define ACCOUNTS_USUAL 100
#define ROLES_STAFF (1u << USER_ROLE_MODERATOR | 1u << USER_ROLE_ADMIN)

static const struct {
    struct sv name;
    enum account_standing standing;
} standings[] = {
    { SV_INIT("active"), STANDING_ACTIVE },       { SV_INIT("pending"), STANDING_PENDING },
    { SV_INIT("disabled"), STANDING_DISABLED },   { SV_INIT("silenced"), STANDING_SILENCED },
    { SV_INIT("suspended"), STANDING_SUSPENDED }, { SV_INIT("sensitized"), STANDING_SENSITIZED },
};

/* What both versions ask alike. */
static struct account_inspection texts_read(const struct params *params)
{
    return (struct account_inspection){
        .username = sv_trim(params_find(params, SV("username"))),
        .display_name = sv_trim(params_find(params, SV("display_name"))),
        .domain = params_find(params, SV("by_domain")),
        .email = params_find(params, SV("email")),
        .matches_none = params_find(params, SV("ip")).len > 0,
    };
}

static enum err accounts_answer(struct ctx *ctx, struct http_request *req,
                                struct http_response *res, const struct account_inspection *what)
{
    struct paging paging;
    struct paging_span span;
    struct inspected_account *list = NULL;
    size_t count = 0;
    struct json_writer w;
    TRY(mastodon_page_read(req, ACCOUNTS_USUAL, &paging));
    TRY(service_inspect_accounts(ctx, what, &paging, &list, &count, &span));
    api_answer_begin(ctx, &w);
    json_w_array_begin(&w);
    for (size_t i = 0; i < count; i++)
        entity_admin_account_render(ctx, &w, &list[i]);
    json_w_array_end(&w);
    mastodon_page_link(ctx, req, res, span.newest, span.oldest);
    return api_answer_end(ctx, res, &w);
}

/* Version 1 has a flag for each; the last one holds, as elsewhere. */
enum err mastodon_admin_account_list(struct ctx *ctx, struct http_request *req,
                                     struct http_response *res)
{
    struct account_inspection what = texts_read(req->params);
    if (params_bool(req->params, SV("local"), false))
        what.origin = ORIGIN_LOCAL;
    if (params_bool(req->params, SV("remote"), false))
        what.origin = ORIGIN_REMOTE;
    for (size_t i = 0; i < ARRAY_COUNT(standings); i++) {
        if (params_bool(req->params, standings[i].name, false))
            what.standing = standings[i].standing;
    }
    if (params_bool(req->params, SV("staff"), false))
        what.roles = ROLES_STAFF;
    return accounts_answer(ctx, req, res, &what);
}

static enum err standing_read(struct ctx *ctx, struct sv name, enum account_standing *out)
{
    if (name.len == 0)
        return ERR_OK;
    for (size_t i = 0; i < ARRAY_COUNT(standings); i++) {
        if (!sv_eq(standings[i].name, name))
            continue;
        *out = standings[i].standing;
        return ERR_OK;
    }
    return fail(ctx, ERR_BAD_PARAM, "status");
}

static enum err origin_read(struct ctx *ctx, struct sv name, enum account_origin *out)
{
    if (sv_eq(name, SV("local")))
        *out = ORIGIN_LOCAL;
    else if (sv_eq(name, SV("remote")))
        *out = ORIGIN_REMOTE;
    else if (name.len > 0)
        return fail(ctx, ERR_BAD_PARAM, "origin");
    return ERR_OK;
}

/* Roles nobody has match nobody. */
static void roles_read(const struct params *params, struct account_inspection *what)
{
    struct sv *ids = NULL;
    size_t count = params_list(params, SV("role_ids"), &ids);
    for (size_t i = 0; i < count; i++) {
        int64_t id = 0;
        if (!sv_to_i64_in(ids[i], INT32_MIN, INT32_MAX, &id))
            continue;
        if (id == ENTITY_ROLE_MODERATOR)
            what->roles |= 1u << USER_ROLE_MODERATOR;
        else if (id == ENTITY_ROLE_ADMIN)
            what->roles |= 1u << USER_ROLE_ADMIN;
        else if (id == ENTITY_ROLE_EVERYBODY)
            what->roles |= 1u << USER_ROLE_USER;
    }
    what->matches_none |= count > 0 && what->roles == 0;
    if (sv_eq(params_find(params, SV("permissions")), SV("staff")))
        what->roles = what->roles == 0 ? ROLES_STAFF : what->roles & ROLES_STAFF;
}

enum err mastodon_admin_account_list_v2(struct ctx *ctx, struct http_request *req,
                                        struct http_response *res)
{
    struct account_inspection what = texts_read(req->params);
    TRY(origin_read(ctx, params_find(req->params, SV("origin")), &what.origin));
    TRY(standing_read(ctx, params_find(req->params, SV("status")), &what.standing));
    roles_read(req->params, &what);
    what.matches_none |= params_find(req->params, SV("invited_by")).len > 0;
    return accounts_answer(ctx, req, res, &what);
}

static enum err account_answer(struct ctx *ctx, struct http_response *res,
                               const struct inspected_account *it)
{
    struct json_writer w;
    api_answer_begin(ctx, &w);
    entity_admin_account_render(ctx, &w, it);
    return api_answer_end(ctx, res, &w);
}

static enum err path_account_load(struct ctx *ctx, const struct http_request *req,
                                  struct inspected_account *out)
{
    int64_t id = 0;
    TRY(mastodon_path_id(req, &id));
    return service_inspect_account(ctx, account_id(id), out);
}

enum err mastodon_admin_account_show(struct ctx *ctx, struct http_request *req,
                                     struct http_response *res)
{
    struct inspected_account it;
    TRY(path_account_load(ctx, req, &it));
    return account_answer(ctx, res, &it);
}

static enum err act_answer(struct ctx *ctx, struct http_request *req, struct http_response *res,
                           enum staff_act_kind kind)
{
    int64_t id = 0;
    struct account account;
    struct account_act act = { .kind = kind };
    TRY(mastodon_path_id(req, &id));
    TRY(service_act_on_account(ctx, account_id(id), &act, &account));
    return mastodon_admin_account_show(ctx, req, res);
}

enum err mastodon_admin_account_enable(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    return act_answer(ctx, req, res, STAFF_ACT_ENABLE);
}

enum err mastodon_admin_account_unsilence(struct ctx *ctx, struct http_request *req,
                                          struct http_response *res)
{
    return act_answer(ctx, req, res, STAFF_ACT_UNSILENCE);
}

enum err mastodon_admin_account_unsuspend(struct ctx *ctx, struct http_request *req,
                                          struct http_response *res)
{
    return act_answer(ctx, req, res, STAFF_ACT_UNSUSPEND);
}

enum err mastodon_admin_account_unsensitive(struct ctx *ctx, struct http_request *req,
                                            struct http_response *res)
{
    return act_answer(ctx, req, res, STAFF_ACT_UNSENSITIZE);
}

/* There is no mail to send, and there are no presets. */
enum err mastodon_admin_account_action(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    int64_t id = 0;
    int64_t report = 0;
    struct account account;
    struct account_act act = { .text = params_find(req->params, SV("text")) };
    TRY(mastodon_path_id(req, &id));
    TRY(params_i64(req->params, SV("report_id"), 0, INT64_MAX, 0, &report));
    act.report = report_id(report);
    if (params_find(req->params, SV("warning_preset_id")).len > 0)
        return fail(ctx, ERR_NOT_FOUND, "no preset of warnings");
    if (!staff_act_parse(params_find(req->params, SV("type")), &act.kind)) {
        mastodon_validation_answer(ctx, req, res, SV("Type is not included in the list"));
        return ERR_OK;
    }
    enum err err = service_act_on_account(ctx, account_id(id), &act, &account);
    if (err == ERR_VALIDATION) {
        mastodon_validation_answer(ctx, req, res,
                                   SV("Text is too long, or nobody signs in as this account"));
        return ERR_OK;
    }
    TRY(err);
    mastodon_empty_answer(res);
    return ERR_OK;
}

enum err mastodon_admin_account_approve(struct ctx *ctx, struct http_request *req,
                                        struct http_response *res)
{
    struct inspected_account it;
    TRY(path_account_load(ctx, req, &it));
    if (!it.is_user)
        return fail(ctx, ERR_FORBIDDEN, "nobody waits");
    TRY(service_approve_user(ctx, it.user.id));
    return mastodon_admin_account_show(ctx, req, res);
}

/* As it was: afterwards there is nobody. */
enum err mastodon_admin_account_reject(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    struct inspected_account it;
    TRY(path_account_load(ctx, req, &it));
    if (!it.is_user)
        return fail(ctx, ERR_FORBIDDEN, "nobody waits");
    TRY(service_reject_user(ctx, it.user.id));
    return account_answer(ctx, res, &it);
}

enum err mastodon_admin_account_delete(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    struct inspected_account it;
    TRY(path_account_load(ctx, req, &it));
    TRY(service_erase_suspended(ctx, it.account.id));
    return account_answer(ctx, res, &it);
}
