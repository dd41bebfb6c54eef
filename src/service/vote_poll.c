/* Vote in a poll. */
#include "service/vote_poll.h"

#include "service/engine.h"
#include "service/permit.h"
#include "service/tell_poll.h"
#include "store/outbound.h"
#include "store/poll.h"

struct vote {
    struct account_id by;
    const struct status *status;
    const int64_t *choices;
    size_t count;
};

enum err service_view_poll(struct ctx *ctx, struct status_id id, struct status_view *out)
{
    TRY(service_view_status(ctx, id, out));
    return out->status->poll != NULL ? ERR_OK : fail(ctx, ERR_NOT_FOUND, "it asks nothing");
}

static enum vote_fault fault_of(const struct ctx *ctx, const struct status_view *view,
                                const struct vote *vote)
{
    const struct poll *poll = vote->status->poll;
    if (poll_is_over(poll, ctx->now_ms))
        return VOTE_FAULT_OVER;
    if (account_id_eq(vote->status->account, vote->by))
        return VOTE_FAULT_OWN;
    if (view->choice_count > 0)
        return VOTE_FAULT_ALREADY;
    if (vote->count == 0 || (vote->count > 1 && !poll->is_multiple))
        return VOTE_FAULT_OPTION;
    for (size_t i = 0; i < vote->count; i++)
        if (vote->choices[i] < 0 || vote->choices[i] >= (int64_t)poll->option_count)
            return VOTE_FAULT_OPTION;
    return VOTE_FAULT_NONE;
}

static enum err vote_send(struct ctx *ctx, const struct vote *v, struct poll_option_id option)
{
    const struct status *status = v->status;
    struct inbox_id inbox;
    if (status->is_local)
        return ERR_OK;
    enum err err = store_inbox_of_account(ctx, status->account, &inbox);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    engine_wake_delivery(ctx);
    return store_delivery_insert(ctx, v->by, inbox, ACTIVITY_VOTE, option.v, status->account,
                                 status->uri);
}

static enum err vote_write(struct ctx *ctx, void *arg)
{
    const struct vote *v = arg;
    bool is_first = false;
    TRY(store_poll_add_voter(ctx, v->status->id, v->by, &is_first));
    if (!is_first)
        return ERR_DUPLICATE;
    for (size_t i = 0; i < v->count; i++) {
        struct poll_option_id option = v->status->poll->options[v->choices[i]].id;
        bool is_new = false;
        TRY(store_poll_add_vote(ctx, v->status->id, v->by, option, &is_new));
        TRY(vote_send(ctx, v, option));
    }
    return service_poll_voted(ctx, v->status);
}

static bool is_between_blocked(const struct relationship *relation)
{
    return relation != NULL && (relation->is_blocking || relation->is_blocked_by);
}

enum err service_vote_poll(struct ctx *ctx, struct status_id id, const int64_t *choices,
                           size_t count, enum vote_fault *out_fault)
{
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    struct status_view view;
    TRY(service_view_poll(ctx, id, &view));
    if (is_between_blocked(view.relation))
        return fail(ctx, ERR_FORBIDDEN, "one of the two blocks the other");
    struct vote vote = {
        .by = ctx->viewer.account, .status = view.status, .choices = choices, .count = count
    };
    *out_fault = fault_of(ctx, &view, &vote);
    if (*out_fault != VOTE_FAULT_NONE)
        return fail(ctx, ERR_VALIDATION, "vote has fault %d", (int)*out_fault);
    enum err err = service_write_acting(ctx, vote_write, &vote);
    if (err != ERR_DUPLICATE)
        return err;
    /* By another request at the same time. */
    *out_fault = VOTE_FAULT_ALREADY;
    return ERR_VALIDATION;
}
