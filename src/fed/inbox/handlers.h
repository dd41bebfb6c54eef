/* Handlers: one an activity, called by the job with what was received and verified.
 *
 * A handler believes the signer about the signer's own things and nobody about anything else. Passing over is ERR_OK.
 */
#pragma once

#include <stdbool.h>

#include "ap/activity.h"
#include "base/ctx.h"
#include "base/err.h"
#include "model/account.h"
#include "model/status.h"
#include "text/json.h"

struct fed_received {
    struct ap_activity activity;
    struct json document;
    struct account signer; /* another server's; its uri is activity.actor unless is_forwarded */
    struct account_id recipient; /* whose own inbox it came to; none: the shared one */
    bool is_forwarded; /* sent on by somebody else than its actor: nothing in it is believed */
};

typedef enum err fed_handler(struct ctx *ctx, const struct fed_received *received);

fed_handler fed_on_accept;
fed_handler fed_on_announce;
fed_handler fed_on_block;
fed_handler fed_on_create;
fed_handler fed_on_delete;
fed_handler fed_on_flag;
fed_handler fed_on_follow;
fed_handler fed_on_like;
fed_handler fed_on_reject;
fed_handler fed_on_undo;
fed_handler fed_on_update;

/** The local account an address of ours names; false when it names none. */
bool fed_local_account(const struct ctx *ctx, struct sv uri, struct account_id *out);

/**
 * Store a status from its document, which its author's server vouches for.
 *
 * object       fetched from where its id says, or signed for by its author
 * activity     what it came in; absent when it was fetched
 * recipient    to whom it was delivered, named in it or not; may be none
 * is_wanted    store it even when nobody here asked for it
 * out          none when it was passed over
 *
 * Returns  as service_receive_status
 */
MUST_USE enum err fed_status_store(struct ctx *ctx, struct json object, struct json activity,
                                   struct account_id recipient, bool is_wanted,
                                   struct status_id *out);

/** Store a newer version of one that is here. */
MUST_USE enum err fed_status_update(struct ctx *ctx, struct json object, struct json activity);
