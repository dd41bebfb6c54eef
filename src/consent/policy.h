/* Consent policy: may these pairs of subject and class go out to this viewer?
 *
 * Today it allows whatever the API has decided to show, and counts it: what an application reads
 * about other people is metered before it leaves. A session without application or token, and what
 * people read about themselves, is not.
 *
 * Spec: DESIGN.md section 9.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/macros.h"
#include "base/subject.h"
#include "consent/meter.h"

struct consent_policy {
    struct consent_meter *meter; /* borrowed */
};

/**
 * Decide on a finished fragment or entity, and count it.
 *
 * viewer    who asks, with application and token
 * now_ms    wall clock of the request
 * subjects  the distinct pairs in it
 *
 * Returns  true: the bytes may go out as they are
 * Cost     one lock and a table look-up a pair, for each of application and token
 * Thread   any
 */
MUST_USE bool consent_allows(const struct consent_policy *policy, const struct viewer *viewer,
                             int64_t now_ms, const struct subject *subjects, size_t count);
