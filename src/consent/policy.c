/* Consent policy: count what goes to applications about others. */
#include "consent/policy.h"

#include <assert.h>

/* Pairs are handed on in batches of this many, so that no memory is asked for. */
#define BATCH ((size_t)64)

static void count_batch(const struct consent_policy *policy, const struct viewer *viewer,
                        int64_t now_ms, const struct subject *subjects, size_t count)
{
    if (!application_id_is_none(viewer->application)) {
        struct consent_grantee app = { CONSENT_GRANTEE_APPLICATION, viewer->application.v };
        consent_meter_count(policy->meter, app, now_ms, subjects, count);
    }
    if (!token_id_is_none(viewer->token)) {
        struct consent_grantee token = { CONSENT_GRANTEE_TOKEN, viewer->token.v };
        consent_meter_count(policy->meter, token, now_ms, subjects, count);
    }
}

static bool is_own(const struct viewer *viewer, struct subject subject)
{
    return subject.account == viewer->account.v || subject.account == viewer->user_account.v;
}

bool consent_allows(const struct consent_policy *policy, const struct viewer *viewer,
                    int64_t now_ms, const struct subject *subjects, size_t count)
{
    assert(policy->meter != NULL);
    struct subject others[BATCH];
    size_t other_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (subjects[i].class == CLASS_NONE || is_own(viewer, subjects[i]))
            continue;
        others[other_count++] = subjects[i];
        if (other_count == BATCH) {
            count_batch(policy, viewer, now_ms, others, other_count);
            other_count = 0;
        }
    }
    if (other_count > 0)
        count_batch(policy, viewer, now_ms, others, other_count);
    return true;
}
