/* Send pushes: what is due, what the next message to an app is about, and what became of it.
 *
 * Whether an app is still to be told is asked of its token, each time: who lost a login or a role on a page is told nothing.
 */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "service/list_notifications.h"
#include "store/push.h"

/* A phone that was off for longer is not told any more. */
#define PUSH_LIFE_MS (2 * MS_PER_DAY)

/* One message. */
struct push_message {
    struct notification_view view; /* as whom the app belongs to may see it */
    struct sv access_token;
    struct sv locale; /* of the person: BCP 47; may be empty */
};

/* What there is to do for one that is due. */
enum push_step {
    PUSH_STEP_SEND, /* there is a message */
    PUSH_STEP_REST, /* there is nothing that it wants to know */
    PUSH_STEP_END,  /* its token is good no more */
};

/* What became of it. */
enum push_end {
    PUSH_END_PASSED, /* it arrived, it never will, or there was nothing to send: on to the next */
    PUSH_END_RETRY,  /* later again */
    PUSH_END_GONE,   /* the app is not there any more: the subscription ends */
};

struct push_outcome {
    struct push_due due; /* .sent is where it stands now */
    enum push_end end;
    int64_t due_ms; /* with PUSH_END_RETRY */
};

/**
 * Look for the next message. ctx->viewer is whom the app belongs to afterwards, until the caller changes it.
 *
 * due      .sent moves over what the app does not want to know
 * out      filled with PUSH_STEP_SEND; in ctx->arena
 *
 * Returns  ERR_DB …
 * Cost     about 10 queries; bounded, so that it may say PUSH_STEP_REST before all was looked at: the record finds the rest
 */
MUST_USE enum err service_next_push(struct ctx *ctx, struct push_due *due, struct push_message *out,
                                    enum push_step *out_step);

/** Write what became of some, in one commit. */
MUST_USE enum err service_record_pushes(struct ctx *ctx, struct push_outcome *outcomes,
                                        size_t count);
