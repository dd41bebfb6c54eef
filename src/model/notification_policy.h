/* Notification policy: of which accounts one is told, of which what they do is kept aside, and of which one never hears.
 *
 * Each rule is about who a notification comes from; the strictest of those that apply decides.
 *
 * Spec: Mastodon API, entity NotificationPolicy.
 */
#pragma once

#include <stdbool.h>

#include "base/macros.h"
#include "base/sv.h"
#include "model/notification.h"

/* Stored; never renumbered. In the order of strictness. */
enum notification_verdict {
    NOTIFICATION_ACCEPT = 0,
    NOTIFICATION_FILTER = 1, /* kept aside */
    NOTIFICATION_DROP = 2,
    NOTIFICATION_VERDICT_COUNT
};

enum notification_rule {
    NOTIFICATION_NOT_FOLLOWING, /* whom one does not follow */
    NOTIFICATION_NOT_FOLLOWERS, /* who does not follow one, or not for long */
    NOTIFICATION_NEW_ACCOUNTS,  /* who is new, and not followed */
    NOTIFICATION_PRIVATE_MENTIONS, /* messages of whom one does not follow that answer none of one's own */
    NOTIFICATION_LIMITED_ACCOUNTS, /* whom a moderator silenced, and one does not follow */
    NOTIFICATION_RULE_COUNT
};

struct notification_policy {
    enum notification_verdict verdicts[NOTIFICATION_RULE_COUNT];
};

/* What the rules ask of a notification. */
struct notification_facts {
    bool is_followed; /* the owner follows who it comes from */
    bool is_follower; /* and is followed, for three days at least */
    bool is_new;      /* the account is younger than thirty days */
    bool
        is_private; /* a mention in a direct message, and none that answers one of the owner's to its author */
    bool is_limited;
};

/** Of who never said anything: messages of strangers, and all of silenced accounts, are kept aside. */
struct notification_policy notification_policy_default(void);

/** What the policy says; each further fact that speaks against a notification makes it the same or stricter. */
enum notification_verdict notification_policy_verdict(const struct notification_policy *policy,
                                                      const struct notification_facts *facts);

/** Is the kind one that a policy may hold back? What an account asked to be told of, and what moderators have to know, is not. */
bool notification_kind_is_filterable(enum notification_kind kind);

/** "accept", "filter", "drop"; lives for ever. */
struct sv notification_verdict_name(enum notification_verdict verdict);

/** The verdict a client names; false when it is none. */
MUST_USE bool notification_verdict_parse(struct sv name, enum notification_verdict *out);
