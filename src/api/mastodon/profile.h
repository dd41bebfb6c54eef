/* Profile: one's own account as only oneself sees it. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/response.h"
#include "model/account.h"

/** Answer with the CredentialAccount of the viewer's account. */
MUST_USE enum err mastodon_credentials_answer(struct ctx *ctx, struct http_response *res,
                                              const struct account *account);
