/* Inboxes. */
#include "api/activitypub/handlers.h"

#include "api/activitypub/owner.h"
#include "api/activitypub/signer.h"
#include "api/rate_kind.h"
#include "base/clock.h"
#include "fed/inbox.h"
#include "http/rate.h"
#include "service/engine.h"

/* One server's activities are taken at this pace, wherever they come from; a relay of a large one stays below it. */
#define SENDER_MAX 15000
#define SENDER_WINDOW_MS (5 * MS_PER_MINUTE)

/* Counted only once it is verified: nobody uses another server's share up. */
static bool is_over(const struct ctx *ctx, const struct fed_incoming *incoming,
                    struct rate_state *out)
{
    if (ctx->engine->rates == NULL || !incoming->is_wanted)
        return false;
    *out = rate_take(ctx->engine->rates, RATE_KIND_SENDER, incoming->host, SENDER_MAX,
                     SENDER_WINDOW_MS, ctx->now_ms);
    return out->is_over;
}

static void too_many_answer(const struct ctx *ctx, struct http_response *res,
                            const struct rate_state *rate)
{
    int64_t wait_s = (rate->reset_ms - ctx->now_ms) / MS_PER_SECOND + 1;
    http_response_error(res, ERR_RATE);
    http_response_header(res, "Retry-After", sv_printf(ctx->arena, "%lld", (long long)wait_s));
}

/* recipient  whose own inbox it is; none: the shared one */
static enum err inbox_take(struct ctx *ctx, const struct http_request *req,
                           struct http_response *res, struct account_id recipient)
{
    if (ctx->engine->fed == NULL)
        return ERR_NOT_FOUND;
    struct fed_request incoming = signer_request(ctx, req);
    struct fed_incoming activity;
    struct rate_state rate;
    TRY(fed_inbox_verify(ctx, &incoming, recipient, &activity));
    if (is_over(ctx, &activity, &rate)) {
        too_many_answer(ctx, res, &rate);
        return ERR_OK;
    }
    TRY(fed_inbox_keep(ctx, &activity));
    res->status = 202;
    return ERR_OK;
}

enum err activitypub_shared_inbox_post(struct ctx *ctx, struct http_request *req,
                                       struct http_response *res)
{
    return inbox_take(ctx, req, res, account_id(0));
}

enum err activitypub_inbox_post(struct ctx *ctx, struct http_request *req,
                                struct http_response *res)
{
    struct account owner;
    TRY(owner_load(ctx, req, &owner));
    return inbox_take(ctx, req, res, owner.id);
}
