/* Handlers of files; as route_handler. */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "http/request.h"
#include "http/response.h"

/**
 * A static file. Its own hash in the address: to be kept for ever; another one: today's bytes, to be asked for again.
 *
 * Returns  ERR_NOT_FOUND  no such file
 */
MUST_USE enum err asset_show(struct ctx *ctx, struct http_request *req, struct http_response *res);

/**
 * The picture of a custom emoji, to be kept for a week.
 *
 * Returns  ERR_NOT_FOUND  no such emoji, or an address of another form
 */
MUST_USE enum err emoji_show(struct ctx *ctx, struct http_request *req, struct http_response *res);

/** The icon of the pages, under the name that browsers try by themselves. */
MUST_USE enum err icon_show(struct ctx *ctx, struct http_request *req, struct http_response *res);

/** What crawlers may read. Spec: RFC 9309 */
MUST_USE enum err robots_show(struct ctx *ctx, struct http_request *req, struct http_response *res);

/**
 * One version of a picture, opened chunk by chunk while it is sent; ranges and ETag.
 *
 * Returns  as service_open_media; ERR_NOT_FOUND for an address of another form
 */
MUST_USE enum err media_show(struct ctx *ctx, struct http_request *req, struct http_response *res);
