/* Subscribe to pushes: an app says where its user's notifications shall be sent.
 *
 * One subscription a token. The app is asked for its token again, as the message carries it: only then is a sealed copy of it
 * kept (docs/decisions/0006-a-push-knows-its-token.md).
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/push.h"

struct push_draft {
    struct sv access_token; /* of this request */
    struct sv endpoint;     /* untrusted, as all below */
    struct sv key;
    struct sv auth;
    bool is_standard;
    int64_t alerts; /* bits */
    enum push_policy policy;
};

/**
 * Subscribe the viewer's token, in the place of what it had.
 *
 * Returns  ERR_USER_REQUIRED  an application's own token, or no token at all
 *          ERR_VALIDATION     the address is none, is not to be talked to, or the key is not on the curve
 *          ERR_KEY_GONE, ERR_DB …
 */
MUST_USE enum err service_subscribe_push(struct ctx *ctx, const struct push_draft *draft,
                                         struct push_subscription *out);

/** The subscription of the viewer's token; ERR_USER_REQUIRED, ERR_NOT_FOUND. */
MUST_USE enum err service_get_push(struct ctx *ctx, struct push_subscription *out);

/* What changes; what is not said stays. */
struct push_edit {
    bool has_alerts;
    int64_t alerts;
    bool has_policy;
    enum push_policy policy;
};

/** Change what is pushed; errors as service_get_push. */
MUST_USE enum err service_edit_push(struct ctx *ctx, const struct push_edit *edit,
                                    struct push_subscription *out);

/** End it; without one nothing happens. ERR_USER_REQUIRED, ERR_DB …. */
MUST_USE enum err service_unsubscribe_push(struct ctx *ctx);
