/* Keyed hashes of bearer secrets: what lies in the store instead of a token, code, cookie or client secret.
 *
 * Each purpose hashes differently, so that a secret of one kind never passes for another. Random secrets of 256 bits need
 * no slow hash; the key keeps a copy of the store from being searched.
 */
#pragma once

#include <stdbool.h>

#include "base/ctx.h"
#include "base/sv.h"

enum secret_purpose {
    SECRET_TOKEN,
    SECRET_CODE,
    SECRET_CLIENT,
    SECRET_SESSION,
    SECRET_FIRST_VISIT,
    SECRET_FORM,
};

/** A new secret: 43 characters that stand anywhere; in ctx->arena. */
struct sv service_make_secret(struct ctx *ctx);

/** Its keyed hash, 32 bytes in ctx->arena. Any text, untrusted. */
struct sv service_hash_secret(struct ctx *ctx, enum secret_purpose purpose, struct sv secret);

/** The keyed hash of an e-mail address as email_parse gives it. */
struct sv service_hash_email(struct ctx *ctx, struct sv email);

/**
 * The hidden field of a form: proves that the form came from a page we gave to this browser.
 *
 * secret   what only this browser has: its session cookie, or a random cookie of an anonymous one
 * form     which form, e.g. "authorize"
 *
 * Returns  43 characters, in ctx->arena
 */
struct sv service_form_token(struct ctx *ctx, struct sv secret, struct sv form);

/** Does the field fit? In constant time; an empty secret never fits. */
bool service_form_token_fits(struct ctx *ctx, struct sv secret, struct sv form, struct sv given);
