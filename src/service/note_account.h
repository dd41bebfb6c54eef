/* Note an account: a few words about somebody, for oneself alone.
 *
 * Spec: Mastodon API, accounts#note
 */
#pragma once

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/macros.h"
#include "model/relationship.h"

#define ACCOUNT_NOTE_MAX_CHARS 2000

/**
 * Write down something about an account, in the place of what was there; nothing takes the note away.
 *
 * text     UTF-8; white space around it is dropped
 * out      with the note
 *
 * Returns  ERR_LOGIN_REQUIRED, ERR_FORBIDDEN (the role on the page is less)
 *          ERR_NOT_FOUND   no such account
 *          ERR_VALIDATION  longer than ACCOUNT_NOTE_MAX_CHARS
 *          ERR_DB …
 */
MUST_USE enum err service_note_account(struct ctx *ctx, struct account_id target, struct sv text,
                                       struct relationship *out);

/** Set `note` of some relations of ctx->viewer's. Cost: 1 query for each 40. */
MUST_USE enum err service_hang_notes(struct ctx *ctx, struct relationship *relations, size_t count);
