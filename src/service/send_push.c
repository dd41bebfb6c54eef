/* Send pushes. */
#include "service/send_push.h"

#include "base/clock.h"
#include "db/db.h"
#include "model/scope.h"
#include "service/authenticate.h"
#include "service/engine.h"
#include "store/notification.h"
#include "store/relation.h"
#include "store/user.h"

#define LOOK_MAX 20 /* notifications passed over in one look */

/* The kinds that a subscription wants to know of. */
static int64_t kinds_of(const struct push_subscription *subscription)
{
    int64_t kinds = 0;
    for (enum notification_kind kind = 0; kind < NOTIFICATION_KIND_COUNT; kind++)
        if ((push_alert_bit(kind) & subscription->alerts) != 0)
            kinds |= INT64_C(1) << kind;
    return kinds;
}

/* What comes behind the newest that was sent, the oldest first. */
static enum err page_get(struct ctx *ctx, const struct push_due *due, size_t count,
                         struct notification **out, size_t *out_count)
{
    struct notification_filter filter = { .kinds = kinds_of(&due->subscription) };
    int64_t floor = id_floor(ctx->now_ms > PUSH_LIFE_MS ? ctx->now_ms - PUSH_LIFE_MS : 0);
    int64_t above = due->sent.v > floor ? due->sent.v : floor;
    struct paging paging = paging_of(-1, -1, above, count);
    *out_count = 0;
    if (filter.kinds == 0)
        return ERR_OK;
    return store_notification_page(ctx, due->subscription.account, &filter, &paging, out,
                                   out_count);
}

/* Is it from whom the subscription wants to hear of? */
static enum err is_wanted(struct ctx *ctx, const struct push_subscription *s,
                          const struct notification *n, bool *out)
{
    switch (s->policy) {
    case PUSH_POLICY_FOLLOWED:
        return store_is_following(ctx, s->account, n->from, out);
    case PUSH_POLICY_FOLLOWER:
        return store_is_following(ctx, n->from, s->account, out);
    case PUSH_POLICY_NONE:
        *out = false;
        return ERR_OK;
    case PUSH_POLICY_ALL:
    case PUSH_POLICY_COUNT:
        break;
    }
    *out = true;
    return ERR_OK;
}

/* ctx->viewer by the token; false when it is good no more. */
static enum err viewer_take(struct ctx *ctx, const struct push_due *due, bool *out_good)
{
    ctx->viewer = (struct viewer){ 0 };
    enum err err = service_authenticate_token(ctx, due->access_token, &ctx->viewer);
    bool is_refused = err == ERR_NO_TOKEN || err == ERR_TOKEN_REVOKED || err == ERR_LOGIN_DISABLED;
    *out_good = err == ERR_OK && account_id_eq(ctx->viewer.account, due->subscription.account) &&
                (ctx->viewer.scopes & SCOPE_PUSH) != 0;
    return is_refused ? ERR_OK : err;
}

static enum err locale_get(struct ctx *ctx, struct sv *out)
{
    struct user user;
    TRY(store_user_get(ctx, ctx->viewer.user, &user));
    *out = user.locale;
    return ERR_OK;
}

/* What is to be told of one, unless it is gone or hidden by now. */
static enum err look_at(struct ctx *ctx, struct push_due *due, const struct notification *n,
                        struct push_message *out, bool *out_goes)
{
    due->sent = n->id;
    TRY(is_wanted(ctx, &due->subscription, n, out_goes));
    if (!*out_goes)
        return ERR_OK;
    enum err err = service_get_notification(ctx, n->id, &out->view);
    *out_goes = err == ERR_OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err service_next_push(struct ctx *ctx, struct push_due *due, struct push_message *out,
                           enum push_step *out_step)
{
    bool goes = false;
    TRY(viewer_take(ctx, due, &goes));
    *out_step = goes ? PUSH_STEP_REST : PUSH_STEP_END;
    if (!goes)
        return ERR_OK;
    struct notification *page = NULL;
    size_t count = 0;
    TRY(page_get(ctx, due, LOOK_MAX, &page, &count));
    struct push_message message = { .access_token = due->access_token };
    TRY(locale_get(ctx, &message.locale));
    goes = false;
    /* A page is the newest first. */
    for (size_t i = count; i > 0 && !goes; i--)
        TRY(look_at(ctx, due, &page[i - 1], &message, &goes));
    if (!goes)
        return ERR_OK;
    *out = message;
    *out_step = PUSH_STEP_SEND;
    return ERR_OK;
}

struct recording {
    struct push_outcome *outcomes;
    size_t count;
};

/* Is there more? Asked in the write, so that what was told since is not forgotten. */
static enum err passed_record(struct ctx *ctx, struct push_due *due)
{
    struct notification *page = NULL;
    size_t count = 0;
    TRY(page_get(ctx, due, 1, &page, &count));
    /* Behind everything there is: what comes has a higher id. */
    if (count == 0)
        due->sent = notification_id(engine_next_id(ctx));
    return store_push_record(ctx, due, count > 0 ? ctx->now_ms : 0);
}

static enum err outcome_record(struct ctx *ctx, struct push_outcome *o)
{
    switch (o->end) {
    case PUSH_END_PASSED:
        return passed_record(ctx, &o->due);
    case PUSH_END_RETRY:
        return store_push_record(ctx, &o->due, o->due_ms);
    case PUSH_END_GONE:
        break;
    }
    return store_push_delete(ctx, o->due.subscription.id);
}

static enum err record_write(struct ctx *ctx, void *arg)
{
    const struct recording *r = arg;
    for (size_t i = 0; i < r->count; i++)
        TRY(outcome_record(ctx, &r->outcomes[i]));
    return ERR_OK;
}

enum err service_record_pushes(struct ctx *ctx, struct push_outcome *outcomes, size_t count)
{
    struct recording recording = { outcomes, count };
    return count == 0 ? ERR_OK : db_write(ctx, record_write, &recording);
}
