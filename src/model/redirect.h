/* Redirect addresses of applications. Pure.
 *
 * Spec: RFC 6749 section 3.1.2; RFC 8252 (custom schemes); Mastodon API, POST /api/v1/apps
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/macros.h"
#include "base/sv.h"

#define REDIRECT_BYTES_MAX 2000

/**
 * May an application be sent back to this address? An absolute address of any scheme that runs no script, without a
 * fragment, or the one that means "show the code".
 *
 * uri      untrusted, any bytes
 */
MUST_USE bool redirect_is_legal(struct sv uri);

/**
 * Is it, byte for byte, one of the registered ones?
 *
 * registered  separated by line feeds
 */
MUST_USE bool redirect_is_registered(struct sv registered, struct sv uri);

/**
 * The address with a parameter more, in the arena.
 *
 * name     literal
 * value    any text; escaped here
 */
struct sv redirect_add(struct arena *a, struct sv uri, struct sv name, struct sv value);
