/* Base64, standard and for URLs.
 *
 * Decoding is strict, so that each value has one text: signatures and tokens are compared and
 * deduplicated by it.
 *
 * Spec: RFC 4648 sections 3.5, 4 and 5
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/macros.h"
#include "base/sv.h"

enum base64_form {
    BASE64_STANDARD, /* + and /, padded with = */
    BASE64_URL,      /* - and _, never padded */
};

/** Text in the arena. */
struct sv base64_encode(struct arena *a, struct sv bytes, enum base64_form form);

/**
 * Decode; nothing is skipped or forgiven.
 *
 * text     in exactly this form; may be empty
 * out      lives in the arena; any bytes
 *
 * Returns  ERR_PARSE  a byte beyond the alphabet (white space too), wrong padding, or bits behind
 * the last byte that are not zero
 */
MUST_USE enum err base64_decode(struct arena *a, struct sv text, enum base64_form form,
                                struct sv *out);
