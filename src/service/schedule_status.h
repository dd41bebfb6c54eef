/* Schedule a status: written now, posted later, by a job that is enqueued with it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/paging.h"
#include "model/scheduled_status.h"
#include "service/post_status.h"
#include "store/job.h"

/** Is this time far enough ahead? What is due sooner is posted at once. */
bool service_is_ahead(const struct ctx *ctx, int64_t due_ms);

/**
 * Schedule a post of ctx->viewer. Nobody is looked up or told before it is posted.
 *
 * A second one with the same idempotency key within an hour gives the first.
 *
 * due_ms   service_is_ahead(), or any time where it must wait for approval (service/approve_status.h): the wish
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN, ERR_VALIDATION, ERR_NOT_FOUND  as for posting
 *          ERR_LIMIT      SCHEDULED_MAX wait, or SCHEDULED_DAY_MAX on that day
 *          ERR_DB …
 * Spec     Mastodon API, statuses#create
 */
MUST_USE enum err service_schedule_status(struct ctx *ctx, const struct post_draft *draft,
                                          int64_t due_ms, struct scheduled_status *out);

/** What the viewer has scheduled, the last written first. ERR_LOGIN_REQUIRED, ERR_FORBIDDEN: as for posting. */
MUST_USE enum err service_list_scheduled(struct ctx *ctx, const struct paging *paging,
                                         struct scheduled_status **out, size_t *out_count,
                                         struct paging_span *out_span);

/** One of them; ERR_NOT_FOUND: another's, posted or deleted. */
MUST_USE enum err service_get_scheduled(struct ctx *ctx, struct scheduled_status_id id,
                                        struct scheduled_status *out);

/**
 * Post it at another time.
 *
 * Returns  ERR_VALIDATION  not service_is_ahead()
 *          ERR_LIMIT       SCHEDULED_DAY_MAX wait on that day
 *          ERR_NOT_FOUND   as above
 */
MUST_USE enum err service_reschedule_status(struct ctx *ctx, struct scheduled_status_id id,
                                            int64_t due_ms, struct scheduled_status *out);

/** Erase it unposted, its pictures with the next sweep. Errors as above. */
MUST_USE enum err service_delete_scheduled(struct ctx *ctx, struct scheduled_status_id id);

/** The same, whoever asks: for services that decided themselves. */
MUST_USE enum err service_begin_scheduled_erasure(struct ctx *ctx, struct scheduled_status_id id,
                                                  struct account_id owner);

/**
 * Handler of JOB_PUBLISH_SCHEDULED: post it as its account. What cannot be posted, because what it answers is gone, stays
 * on the list, so that nothing written is lost.
 *
 * Returns  ERR_NOT_FOUND   what it answers is gone, or invisible to its account
 *          ERR_VALIDATION  its pictures are gone and it has no words
 *          ERR_LOGIN_DISABLED  the account is suspended
 *          ERR_DB …
 */
enum err service_publish_scheduled(struct ctx *ctx, const struct job *job);
