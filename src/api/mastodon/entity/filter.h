/* Filter entities.
 *
 * Spec: Mastodon API, entities Filter, FilterKeyword, FilterStatus, FilterResult, V1::Filter.
 */
#pragma once

#include "base/ctx.h"
#include "model/filter.h"
#include "text/json_write.h"

/** A filter with its words and statuses. */
void entity_filter_render(struct ctx *ctx, struct json_writer *w, const struct filter *filter);

/** One word; owner is its filter's. */
void entity_filter_keyword_render(struct json_writer *w, struct account_id owner,
                                  const struct filter_keyword *keyword);

/** One status it names. */
void entity_filter_status_render(struct json_writer *w, struct account_id owner,
                                 const struct filter_status *status);

/** Why a status matches. */
void entity_filter_result_render(struct ctx *ctx, struct json_writer *w,
                                 const struct filter_match *match, struct status_id status);

/** A word as the first version of the API had filters. */
void entity_filter_v1_render(struct ctx *ctx, struct json_writer *w, const struct filter *filter,
                             const struct filter_keyword *keyword);
