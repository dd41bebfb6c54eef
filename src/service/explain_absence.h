/* Explain absence: is what is not there gone for ever, or was it never there?
 *
 * Asked after a look-up said ERR_NOT_FOUND. What is only invisible to the viewer stays "not found".
 */
#pragma once

#include "base/ctx.h"
#include "base/err.h"
#include "base/id.h"
#include "base/macros.h"
#include "base/sv.h"

/**
 * A local account.
 *
 * username  untrusted, in any case, without '@'
 *
 * Returns   ERR_GONE       it was erased
 *           ERR_NOT_FOUND  otherwise
 *           ERR_DB …
 */
MUST_USE enum err service_explain_account(struct ctx *ctx, struct sv username);

/** The same by id. */
MUST_USE enum err service_explain_account_id(struct ctx *ctx, struct account_id id);

/** A status of any account, erased itself or with its author; as service_explain_account. */
MUST_USE enum err service_explain_status(struct ctx *ctx, struct status_id id);
