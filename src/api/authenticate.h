/* Authenticate: the hook that fills ctx->viewer from a request.
 *
 * A token counts under /api/ and /oauth/: Authorization: Bearer, or the parameter access_token, or the protocol of a WebSocket;
 * never for pages, which ask for no scope. A session's cookie counts for pages, never under /api/: a browser sends cookies on
 * its own, and nobody's page may use the API with them. A cookie that is good no more makes the visitor anonymous, a token that is good no more is refused.
 *
 * Spec: RFC 6750; Mastodon API, errors 401 and 403; Fetch Metadata (Sec-Fetch-Site)
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/request.h"
#include "http/response.h"
#include "http/route.h"

/**
 * For struct http_hooks.
 *
 * Returns  ERR_NO_TOKEN, ERR_TOKEN_REVOKED, ERR_LOGIN_DISABLED, ERR_LOGIN_PENDING  of a token, as service_authenticate_token
 *          ERR_CSRF  a page elsewhere sent a form with our cookie
 *          ERR_DB …
 * Cost     1 query; on a worker's route a commit once a day
 */
MUST_USE enum err api_authenticate(struct ctx *ctx, struct http_request *req,
                                   const struct route *route);

/** The token as the request bears it, untrusted; absent when there is none. */
struct sv api_request_token(const struct http_request *req);

/** The session cookie's value, untrusted; absent when there is none. */
struct sv api_session_cookie(const struct ctx *ctx, const struct http_request *req);

/** Give the browser a session (from service_sign_in or service_begin_session). */
void api_session_begin(const struct ctx *ctx, struct http_response *res, struct sv cookie);

/** Take the session's cookie back. */
void api_session_end(const struct ctx *ctx, struct http_response *res);

/**
 * A Set-Cookie value: for this host only, not for scripts, not sent by other sites' forms, and over TLS only unless the
 * server is a trial on loopback.
 *
 * name     without prefix
 * max_age_s  0 takes the cookie back
 */
struct sv api_cookie(const struct ctx *ctx, struct sv name, struct sv value, int64_t max_age_s);

/** The name under which browsers send such a cookie. In the arena or static. */
struct sv api_cookie_name(const struct ctx *ctx, struct sv name);
