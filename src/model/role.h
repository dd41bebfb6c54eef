/* Names of roles: on the instance and on a page (the enums stand in base/ctx.h). Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/macros.h"
#include "base/sv.h"

/** "user", "moderator" or "admin"; "none" for none. Lives for ever. */
struct sv user_role_name(enum user_role role);

/** The role of a name; false when it is none. */
MUST_USE bool user_role_parse(struct sv name, enum user_role *out);

/** "analyst", "moderator", "editor" or "owner"; "none" for none. Lives for ever. */
struct sv page_role_name(enum page_role role);

/** The role of a name; false when it is none. */
MUST_USE bool page_role_parse(struct sv name, enum page_role *out);

/**
 * The scopes (model/scope.h) a token may use on a page, by its person's role there: an analyst reads what is published,
 * a moderator also reads what people send and keeps order, an editor also posts, an owner also changes the page.
 *
 * A coarse net: where a scope serves several roles, the service asks (service/permit.h).
 */
uint64_t page_role_scopes(enum page_role role);
