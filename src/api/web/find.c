/* The account or status that an address of a page names. */
#include "api/web/find.h"

#include "base/num.h"
#include "service/explain_absence.h"
#include "service/find_account.h"
#include "text/acct.h"
#include "text/header.h"

enum err web_account_find(struct ctx *ctx, const struct http_request *req, struct account *out)
{
    struct acct acct;
    if (acct_parse(http_request_value(req, SV("acct")), &acct) != ERR_OK)
        return fail(ctx, ERR_NOT_FOUND, "not a handle");
    enum err err = service_find_account(ctx, http_request_value(req, SV("acct")), false, out);
    if (err == ERR_NOT_FOUND && acct.host.len == 0)
        return service_explain_account(ctx, acct.username);
    TRY(err);
    return account_is_gone(out) ? ERR_GONE : ERR_OK;
}

enum err web_status_find(struct ctx *ctx, const struct http_request *req, struct status_view *out)
{
    int64_t id = 0;
    if (!sv_to_i64_in(http_request_value(req, SV("id")), 1, INT64_MAX, &id))
        return fail(ctx, ERR_NOT_FOUND, "no id");
    struct status_view view;
    enum err err = service_view_status(ctx, status_id(id), &view);
    if (err == ERR_NOT_FOUND)
        return service_explain_status(ctx, status_id(id));
    TRY(err);
    struct acct acct;
    if (acct_parse(http_request_value(req, SV("acct")), &acct) != ERR_OK ||
        !sv_eq_nocase(acct.username, view.account->username))
        return fail(ctx, ERR_NOT_FOUND, "another account's status");
    *out = view;
    return ERR_OK;
}

bool web_activity_redirect(const struct http_request *req, struct http_response *res, struct sv uri)
{
    struct sv accept = http_request_header_joined(req, SV("Accept"));
    if (header_parse_accept(accept) != HEADER_ACCEPT_ACTIVITY)
        return false;
    http_response_redirect(res, 302, uri);
    http_response_header(res, "Vary", SV("Accept"));
    return true;
}
