/* Routes of OAuth. */
#include "api/oauth/routes.h"

#include "api/oauth/handlers.h"
#include "model/scope.h"

#define FORM_BYTES 65536

/* clang-format off */
static const struct route rows[] = {
    /*    method path                                       handler                 auth      scope                        bucket   body    bytes       cors  run     since  doc */
    ROUTE(GET,  "/.well-known/oauth-authorization-server", oauth_metadata_show,    NONE,     0,                           API,     NONE,   0,          ANY,  LOOP,   "0.1", "what this server can do"),
    ROUTE(POST, "/api/v1/accounts",                        oauth_account_create,   APP,      SCOPE(SCOPE_WRITE_ACCOUNTS), SIGN_UP, PARAMS, FORM_BYTES, ANY,  WORKER, "0.1", "accounts#create"),
    ROUTE(POST, "/api/v1/apps",                            oauth_app_create,       NONE,     0,                           APP,     PARAMS, FORM_BYTES, ANY,  WORKER, "0.1", "apps#create"),
    ROUTE(GET,  "/api/v1/apps/verify_credentials",         oauth_app_show,         APP,      0,                           API,     NONE,   0,          ANY,  LOOP,   "0.1", "apps#verify_credentials"),
    ROUTE(GET,  "/oauth/authorize",                        oauth_authorize_show,   OPTIONAL, 0,                           API,     NONE,   0,          NONE, WORKER, "0.1", "oauth#authorize"),
    ROUTE(POST, "/oauth/authorize",                        oauth_authorize_decide, USER,     0,                           API,     PARAMS, FORM_BYTES, NONE, WORKER, "0.1", "the answer of a person"),
    ROUTE(GET,  "/oauth/authorize/native",                 oauth_authorize_native, OPTIONAL, 0,                           API,     NONE,   0,          NONE, WORKER, "0.1", "the code, to be copied"),
    ROUTE(POST, "/oauth/revoke",                           oauth_token_revoke,     NONE,     0,                           API,     PARAMS, FORM_BYTES, ANY,  WORKER, "0.1", "oauth#revoke"),
    ROUTE(POST, "/oauth/token",                            oauth_token_create,     NONE,     0,                           API,     PARAMS, FORM_BYTES, ANY,  WORKER, "0.1", "oauth#token"),
    ROUTE(GET,  "/oauth/userinfo",                         oauth_userinfo_show,    USER,     SCOPE(SCOPE_PROFILE),        API,     NONE,   0,          ANY,  LOOP,   "0.1", "oauth#userinfo"),
    ROUTE(POST, "/oauth/userinfo",                         oauth_userinfo_show,    USER,     SCOPE(SCOPE_PROFILE),        API,     PARAMS, FORM_BYTES, ANY,  LOOP,   "0.1", "oauth#userinfo"),
};
/* clang-format on */

const struct route_table oauth_routes = { rows, ARRAY_COUNT(rows) };
