/* Delivery policy. */
#include "fed/delivery_policy.h"

#include "base/clock.h"
#include "base/num.h"

#define POST_HORIZON_MS (3 * MS_PER_DAY)
#define DELETE_HORIZON_MS (30 * MS_PER_DAY)
#define STEPS_MAX 17 /* 17⁴ seconds are 23 hours */

static bool is_delete(enum activity_kind kind)
{
    return kind == ACTIVITY_DELETE || kind == ACTIVITY_DELETE_ACTOR;
}

bool fed_delivery_is_too_old(const struct delivery *delivery, int64_t now_ms)
{
    int64_t horizon = is_delete(delivery->kind) ? DELETE_HORIZON_MS : POST_HORIZON_MS;
    return now_ms - delivery->created_ms > horizon;
}

/* Quartic, with up to half of it again, so that a herd spreads. */
static int64_t backoff_ms(int64_t attempts, uint32_t jitter)
{
    int64_t n = num_clamp(attempts, 1, STEPS_MAX);
    int64_t wait = 15 * MS_PER_SECOND + n * n * n * n * MS_PER_SECOND;
    return wait + wait / 2 * (int64_t)(jitter & 0xFFFF) / 0xFFFF;
}

/* May it be another answer next time? */
static bool is_worth_trying(const struct fed_post *post)
{
    if (post->status == 401) /* they could not fetch our key, perhaps */
        return true;
    if (post->status == 501)
        return false;
    return post->err == ERR_UPSTREAM || post->err == ERR_TIMEOUT || post->err == ERR_BUSY ||
           post->err == ERR_TOO_LARGE || post->err == ERR_INTERNAL;
}

/* A host that is silent for a day is asked four times a day, after a week once. */
static int64_t parked_until(const struct outbound_inbox *inbox, int64_t now_ms)
{
    int64_t failing_ms = inbox->failing_since_ms > 0 ? now_ms - inbox->failing_since_ms : 0;
    if (failing_ms >= 7 * MS_PER_DAY)
        return now_ms + MS_PER_DAY;
    return failing_ms >= MS_PER_DAY ? now_ms + 6 * MS_PER_HOUR : 0;
}

void fed_delivery_postpone(struct delivery_outcome *outcome, int64_t until_ms)
{
    outcome->end = DELIVERY_KEPT;
    outcome->delivery.next_ms = until_ms;
}

static void retry_plan(struct delivery_outcome *outcome, const struct fed_post *post,
                       int64_t now_ms, uint32_t jitter)
{
    struct delivery *d = &outcome->delivery;
    d->attempts++;
    int64_t wait = backoff_ms(d->attempts, jitter);
    int64_t asked = num_clamp(post->retry_after_s, 0, 24 * 3600) * MS_PER_SECOND;
    fed_delivery_postpone(outcome, now_ms + (asked > wait ? asked : wait));
    if (outcome->parked_until_ms > d->next_ms)
        d->next_ms = outcome->parked_until_ms;
}

void fed_delivery_judge(struct delivery_outcome *outcome, const struct fed_post *post,
                        int64_t now_ms, uint32_t jitter)
{
    struct delivery *d = &outcome->delivery;
    bool is_troubled = d->inbox.failing_since_ms > 0;
    if (post->err == ERR_BUSY) {
        /* We stopped before it was sent. */
        fed_delivery_postpone(outcome, now_ms);
        return;
    }
    if (post->err == ERR_OK) {
        outcome->end = DELIVERY_SENT;
        outcome->host_answered = is_troubled;
        return;
    }
    if (!is_worth_trying(post) || fed_delivery_is_too_old(d, now_ms)) {
        outcome->end = DELIVERY_DROPPED;
        outcome->host_answered = is_troubled && post->status > 0 && post->status < 500;
        return;
    }
    outcome->host_failed = post->status == 0 || post->status >= 500;
    outcome->parked_until_ms = outcome->host_failed ? parked_until(&d->inbox, now_ms) : 0;
    retry_plan(outcome, post, now_ms, jitter);
}
