/* Receive votes, and what other servers say of their polls; declared in service/receive_status.h. */
#include "db/db.h"
#include "service/engine.h"
#include "service/publish_status.h"
#include "service/receive_status.h"
#include "service/tell_poll.h"
#include "service/view_status.h"
#include "store/account.h"
#include "store/outbound.h"
#include "store/poll.h"
#include "store/status.h"

struct vote {
    struct account_id actor;
    const struct status *status;
    struct poll_option_id option;
};

/* Who voted holds the poll from now on, and hears of its results and of its end. */
static enum err recipient_add(struct ctx *ctx, const struct vote *v)
{
    struct inbox_id inbox;
    enum err err = store_inbox_of_account(ctx, v->actor, &inbox);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    return store_recipient_insert(ctx, v->status->account, v->status->id.v, inbox);
}

static enum err vote_write(struct ctx *ctx, void *arg)
{
    const struct vote *v = arg;
    bool is_first = false;
    bool is_new = false;
    TRY(store_account_hold(ctx, v->actor, NULL));
    TRY(store_poll_add_voter(ctx, v->status->id, v->actor, &is_first));
    /* Of several to choose each comes by itself. */
    if (!is_first && !v->status->poll->is_multiple)
        return ERR_OK;
    TRY(store_poll_add_vote(ctx, v->status->id, v->actor, v->option, &is_new));
    if (!is_new)
        return ERR_OK;
    TRY(recipient_add(ctx, v));
    return service_poll_voted(ctx, v->status);
}

static bool option_find(const struct poll *poll, struct sv title, struct poll_option_id *out)
{
    for (size_t i = 0; i < poll->option_count; i++) {
        if (!sv_eq(poll->options[i].title, title))
            continue;
        *out = poll->options[i].id;
        return true;
    }
    return false;
}

/* What a remote account may see is decided as for a local viewer. */
static enum err poll_view(struct ctx *ctx, struct account_id actor, struct status_id id,
                          struct status_view *out)
{
    struct viewer saved = ctx->viewer;
    ctx->viewer = (struct viewer){ .account = actor };
    enum err err = service_view_status(ctx, id, out);
    ctx->viewer = saved;
    return err;
}

enum err service_receive_vote(struct ctx *ctx, struct account_id actor, struct sv uri,
                              struct sv title)
{
    struct status asked;
    struct status_view view;
    TRY(service_find_status_uri(ctx, uri, &asked));
    if (!asked.is_local)
        return ERR_NOT_FOUND;
    TRY(poll_view(ctx, actor, asked.id, &view));
    struct vote vote = { .actor = actor, .status = view.status };
    const struct poll *poll = view.status->poll;
    if (poll == NULL || poll_is_over(poll, ctx->now_ms) || !option_find(poll, title, &vote.option))
        return ERR_NOT_FOUND;
    return db_write(ctx, vote_write, &vote);
}

const struct poll *service_receive_poll(struct ctx *ctx, const struct poll *received,
                                        const struct poll *before)
{
    if (received == NULL)
        return NULL;
    bool is_same = before != NULL && poll_asks_same(before, received);
    struct poll_option *options =
        ARENA_ARRAY(ctx->arena, struct poll_option, received->option_count);
    for (size_t i = 0; i < received->option_count; i++) {
        options[i] = received->options[i];
        options[i].id = is_same ? before->options[i].id : poll_option_id(engine_next_id(ctx));
    }
    struct poll *poll = ARENA_NEW(ctx->arena, struct poll);
    *poll = *received;
    poll->options = options;
    /* Where only its being over is said, it ended when that was first heard. */
    if (is_same && poll_is_over(before, ctx->now_ms) && poll_is_over(poll, ctx->now_ms))
        poll->expires_ms = before->expires_ms;
    return poll;
}

static bool has_same_counts(const struct poll *a, const struct poll *b)
{
    if (a->voters != b->voters || a->expires_ms != b->expires_ms)
        return false;
    for (size_t i = 0; i < a->option_count; i++)
        if (a->options[i].votes != b->options[i].votes)
            return false;
    return true;
}

struct recount {
    struct status before;
    struct status after;
};

static enum err recount_write(struct ctx *ctx, void *arg)
{
    const struct recount *r = arg;
    TRY(store_status_hold(ctx, r->after.id));
    TRY(store_poll_replace(ctx, &r->before, &r->after, NULL));
    if (r->before.poll->expires_ms != r->after.poll->expires_ms)
        TRY(service_restart_poll(ctx, &r->after));
    return service_poll_voted(ctx, &r->after);
}

enum err service_receive_counts(struct ctx *ctx, struct account_id author, struct sv uri,
                                const struct poll *received)
{
    struct recount r;
    bool is_known = false;
    TRY(store_status_find_uri(ctx, uri, &is_known, &r.before));
    if (!is_known)
        return ERR_NOT_FOUND;
    if (!account_id_eq(r.before.account, author))
        return fail(ctx, ERR_FORBIDDEN, "another account's status");
    r.after = r.before;
    if (r.before.poll == NULL || !poll_asks_same(r.before.poll, received))
        return ERR_OK;
    r.after.poll = service_receive_poll(ctx, received, r.before.poll);
    if (has_same_counts(r.before.poll, r.after.poll))
        return ERR_OK;
    return db_write(ctx, recount_write, &r);
}
