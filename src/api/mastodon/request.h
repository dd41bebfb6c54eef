/* Requests and answers as most handlers of the client API need them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "http/request.h"
#include "http/response.h"
#include "model/account.h"
#include "model/field_error.h"
#include "model/relationship.h"
#include "service/list_statuses.h"
#include "text/json_write.h"

/**
 * The id in the path.
 *
 * Returns  ERR_NOT_FOUND  it is none
 */
MUST_USE enum err mastodon_path_id(const struct http_request *req, int64_t *out);

/**
 * A list of ids, `name[]`; what is no id is left out, and so are repetitions.
 *
 * most     ERR_VALIDATION when there are more
 * out      in ctx->arena
 */
MUST_USE enum err mastodon_ids_read(struct ctx *ctx, const struct http_request *req, struct sv name,
                                    size_t most, int64_t **out, size_t *out_count);

/** Answer with the status of an id as the viewer sees it now; ERR_NOT_FOUND. */
MUST_USE enum err mastodon_status_answer(struct ctx *ctx, struct http_response *res,
                                         struct status_id id);

/** Answer with a status as it was read or made; epoch as entity_status_render() wants it. */
MUST_USE enum err mastodon_view_answer(struct ctx *ctx, struct http_response *res,
                                       const struct status_view *view, uint64_t epoch);

/** Answer with a page of statuses and its Link header; epoch from before the page was read. */
MUST_USE enum err mastodon_statuses_answer(struct ctx *ctx, const struct http_request *req,
                                           struct http_response *res,
                                           const struct status_page *page, uint64_t epoch);

/** Answer with a page of accounts; max_id and min_id as their service gives them, 0 = none. */
MUST_USE enum err mastodon_accounts_answer(struct ctx *ctx, const struct http_request *req,
                                           struct http_response *res,
                                           const struct account *accounts, size_t count,
                                           int64_t max_id, int64_t min_id);

/** Answer with one Relationship. */
MUST_USE enum err mastodon_relationship_answer(struct ctx *ctx, struct http_response *res,
                                               const struct relationship *relationship);

/** Write the Tag that was typed, as ctx->viewer sees it. name: without '#' */
MUST_USE enum err mastodon_tag_render(struct ctx *ctx, struct json_writer *w, struct sv name);

/** Answer {}. */
void mastodon_empty_answer(struct http_response *res);

/** Answer 422 "Validation failed: TEXT". */
void mastodon_validation_answer(struct ctx *ctx, const struct http_request *req,
                                struct http_response *res, struct sv text);

/** Answer 422 with what is wrong with which field, under `details`. */
MUST_USE enum err mastodon_fields_answer(struct ctx *ctx, struct http_response *res,
                                         const struct field_errors *errors);
