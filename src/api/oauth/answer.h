/* Answers of OAuth: its errors, a token, the form's faults.
 *
 * Spec: RFC 6749 sections 5.1 and 5.2; Mastodon API, errors
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/response.h"
#include "model/field_error.h"
#include "service/authorize_application.h"

enum oauth_fault {
    OAUTH_INVALID_REQUEST,
    OAUTH_INVALID_CLIENT,
    OAUTH_INVALID_GRANT,
    OAUTH_INVALID_SCOPE,
    OAUTH_UNAUTHORIZED_CLIENT,
    OAUTH_UNSUPPORTED_GRANT_TYPE,
    OAUTH_UNSUPPORTED_RESPONSE_TYPE,
    OAUTH_ACCESS_DENIED,
};

/** "invalid_grant", …; lives for ever. */
struct sv oauth_fault_name(enum oauth_fault fault);

/** A sentence for the developer; lives for ever. */
struct sv oauth_fault_text(enum oauth_fault fault);

/** {"error":…,"error_description":…} with its status, never cached. */
void oauth_fault_answer(struct ctx *ctx, struct http_response *res, enum oauth_fault fault);

/** A token, never cached; ERR_LIMIT never, as it is small. */
MUST_USE enum err oauth_token_answer(struct ctx *ctx, struct http_response *res,
                                     const struct granted_token *granted);

/**
 * 422 with {"error":"Validation failed: …","details":{…}}.
 *
 * text     of the member error
 */
MUST_USE enum err oauth_fields_answer(struct ctx *ctx, struct http_response *res,
                                      const struct field_errors *errors, struct sv text);
