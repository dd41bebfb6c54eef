/* Count trends: the periodic job that turns what was posted into counts by day, and into what is a trend now.
 *
 * Nothing is noted when somebody posts, and nothing about who used what: the statuses say it, are erased, and are counted anew.
 * docs/decisions/0009-trends-are-counted-from-posts.md
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "job/runner.h"

/* At most so many uses are looked at, the newest; and so many trends of a kind are kept. */
#define TREND_USES_MAX 200000
#define TRENDS_MAX 100

/**
 * Count.
 *
 * With trends.shown off all trends and counts are dropped. Returns ERR_DB ….
 */
MUST_USE enum err service_count_trends(struct ctx *ctx, const struct job *job);
