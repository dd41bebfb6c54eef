/* Notification policies in the store. */
#include "store/notification_policy.h"

#include "store/queries.h"

/* Steps up a thread. */
#define ANSWER_DEPTH 100

enum err store_notification_policy_get(struct ctx *ctx, struct account_id owner,
                                       struct notification_policy *out)
{
    struct notification_policy_row row;
    bool is_found = false;
    TRY(q_notification_policy_get(ctx, owner, &is_found, &row));
    *out = notification_policy_default();
    if (!is_found)
        return ERR_OK;
    out->verdicts[NOTIFICATION_NOT_FOLLOWING] = (enum notification_verdict)row.not_following;
    out->verdicts[NOTIFICATION_NOT_FOLLOWERS] = (enum notification_verdict)row.not_followers;
    out->verdicts[NOTIFICATION_NEW_ACCOUNTS] = (enum notification_verdict)row.new_accounts;
    out->verdicts[NOTIFICATION_PRIVATE_MENTIONS] = (enum notification_verdict)row.private_mentions;
    out->verdicts[NOTIFICATION_LIMITED_ACCOUNTS] = (enum notification_verdict)row.limited_accounts;
    return ERR_OK;
}

enum err store_notification_policy_set(struct ctx *ctx, struct account_id owner,
                                       const struct notification_policy *policy)
{
    const enum notification_verdict *v = policy->verdicts;
    return q_notification_policy_upsert(ctx, owner, v[NOTIFICATION_NOT_FOLLOWING],
                                        v[NOTIFICATION_NOT_FOLLOWERS], v[NOTIFICATION_NEW_ACCOUNTS],
                                        v[NOTIFICATION_PRIVATE_MENTIONS],
                                        v[NOTIFICATION_LIMITED_ACCOUNTS], NULL);
}

enum err store_notification_sender_get(struct ctx *ctx, struct account_id owner,
                                       struct account_id from, int64_t followed_ms,
                                       struct notification_sender *out)
{
    struct q_notification_sender_row row;
    TRY(q_notification_sender(ctx, owner, from, id_floor(followed_ms), &row));
    *out = (struct notification_sender){ row.is_permitted, row.is_follower, row.is_staff,
                                         row.created_ms };
    return ERR_OK;
}

enum err store_notification_answers(struct ctx *ctx, const struct notification *what, bool *out)
{
    struct q_notification_answers_row row;
    TRY(q_notification_answers(ctx, what->owner, what->from, what->status, ANSWER_DEPTH, &row));
    *out = row.is_answer;
    return ERR_OK;
}

enum err store_notification_permit(struct ctx *ctx, struct account_id owner, struct account_id from)
{
    return q_notification_permission_insert(ctx, owner, from, NULL);
}

enum err store_notification_unpermit(struct ctx *ctx, struct account_id owner,
                                     struct account_id from)
{
    return q_notification_permission_delete(ctx, owner, from, NULL);
}
