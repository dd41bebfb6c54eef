/* Anti-CSRF. */
#include "api/csrf.h"

#include "api/authenticate.h"
#include "base/clock.h"
#include "service/secret_hash.h"
#include "text/params.h"

#define VISITOR_NAME SV("efface_form")
#define FIELD_NAME SV("csrf")

/* What only this browser has; absent for a visitor on his first page. */
static struct sv secret_of(struct ctx *ctx, const struct http_request *req)
{
    struct sv session = api_session_cookie(ctx, req);
    return session.len > 0 ? session : http_request_cookie(req, api_cookie_name(ctx, VISITOR_NAME));
}

struct sv api_csrf_token(struct ctx *ctx, const struct http_request *req, struct http_response *res,
                         struct sv form)
{
    struct sv secret = secret_of(ctx, req);
    if (secret.len == 0) {
        secret = service_make_secret(ctx);
        http_response_header(res, "Set-Cookie",
                             api_cookie(ctx, VISITOR_NAME, secret, MS_PER_DAY / MS_PER_SECOND));
    }
    return service_form_token(ctx, secret, form);
}

void api_csrf_field(struct html_writer *w, struct sv token)
{
    html_w_void(w, "input");
    html_w_attr(w, "type", SV("hidden"));
    html_w_attr(w, "name", FIELD_NAME);
    html_w_attr(w, "value", token);
}

enum err api_csrf_check(struct ctx *ctx, const struct http_request *req, struct sv form)
{
    struct sv given = params_find(req->params, FIELD_NAME);
    return service_form_token_fits(ctx, secret_of(ctx, req), form, given)
               ? ERR_OK
               : fail(ctx, ERR_CSRF, "form token");
}
