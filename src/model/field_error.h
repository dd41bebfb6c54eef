/* Field errors: what is wrong with which field of a form, as the client API's `details` say it. Pure.
 *
 * Spec: Mastodon API, POST /api/v1/accounts (422, details)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/sv.h"

#define FIELD_ERRORS_MAX 12

enum field_error_code {
    FIELD_BLOCKED,
    FIELD_UNREACHABLE,
    FIELD_TAKEN,
    FIELD_RESERVED,
    FIELD_ACCEPTED, /* must be accepted and was not */
    FIELD_BLANK,
    FIELD_INVALID,
    FIELD_TOO_LONG,
    FIELD_TOO_SHORT,
    FIELD_INCLUSION, /* not one of those there are */
};

struct field_error {
    struct sv field; /* "username"; lives for ever */
    enum field_error_code code;
};

struct field_errors {
    struct field_error items[FIELD_ERRORS_MAX];
    size_t count;
};

/**
 * Note one; a field is noted once, with its first fault.
 *
 * errors   NULL is accepted and notes nothing
 * field    literal
 */
void field_error_add(struct field_errors *errors, struct sv field, enum field_error_code code);

/** The first fault of a field, or NULL. */
const struct field_error *field_error_find(const struct field_errors *errors, struct sv field);

/** "ERR_TAKEN", …; lives for ever. */
struct sv field_error_code_name(enum field_error_code code);

/** "has already been taken", …; lives for ever. */
struct sv field_error_description(enum field_error_code code);

/** "Validation failed: Username has already been taken, Email can't be blank"; in the arena. */
struct sv field_errors_print(struct arena *a, const struct field_errors *errors);
