/* Handlers of the pages; as route_handler. What each is stands in routes.c. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "http/request.h"
#include "http/response.h"

#define WEB_HANDLER(name)                                                                          \
    MUST_USE enum err name(struct ctx *ctx, struct http_request *req, struct http_response *res)

WEB_HANDLER(web_front_show);
WEB_HANDLER(web_sign_in_show);
WEB_HANDLER(web_sign_in);
WEB_HANDLER(web_sign_out);
WEB_HANDLER(web_register_show);
WEB_HANDLER(web_register);
WEB_HANDLER(web_first_visit_show);
WEB_HANDLER(web_first_visit);
WEB_HANDLER(web_profile_show);
WEB_HANDLER(web_thread_show);
WEB_HANDLER(web_tag_show);
WEB_HANDLER(web_compose_show);
WEB_HANDLER(web_compose);
WEB_HANDLER(web_edit_show);
WEB_HANDLER(web_edit);
