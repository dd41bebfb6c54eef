/* Pages of the authorization: the question, the code, the refusal. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/request.h"
#include "http/response.h"
#include "model/account.h"
#include "model/application.h"

/* What an application asks for, checked. */
struct authorize_ask {
    struct application application;
    struct sv redirect_uri;
    struct sv scope; /* as sent; may be empty */
    uint64_t scopes;
    struct sv state;     /* absent when none was sent */
    struct sv challenge; /* absent without PKCE */
};

/** The question, with the accounts the person may act as. ERR_LIMIT when it is too large. */
MUST_USE enum err oauth_ask_page(struct ctx *ctx, const struct http_request *req,
                                 struct http_response *res, const struct authorize_ask *ask,
                                 const struct account *accounts, size_t account_count);

/** The code, to be copied into a program. */
MUST_USE enum err oauth_code_page(struct ctx *ctx, const struct http_request *req,
                                  struct http_response *res, struct sv code);

/** A refusal that leads nowhere; text is for the person, may name what the request named. */
MUST_USE enum err oauth_refusal_page(struct ctx *ctx, const struct http_request *req,
                                     struct http_response *res, int status, struct sv text);
