/* Subscribe to pushes. */
#include "service/subscribe_push.h"

#include "crypto/p256.h"
#include "service/engine.h"
#include "service/permit.h"
#include "store/push.h"

struct subscribing {
    struct push_subscription subscription;
    struct sv box;
};

/* Whose token it is, and that it is one: a session of the pages has none. */
static enum err token_check(struct ctx *ctx)
{
    const struct viewer *viewer = &ctx->viewer;
    bool has_token = !token_id_is_none(viewer->token) && !account_id_is_none(viewer->account);
    return has_token ? ERR_OK : fail(ctx, ERR_USER_REQUIRED, "a push without a user's token");
}

static enum err subscribe_write(struct ctx *ctx, void *arg)
{
    const struct subscribing *s = arg;
    return store_push_upsert(ctx, &s->subscription, s->box);
}

enum err service_subscribe_push(struct ctx *ctx, const struct push_draft *draft,
                                struct push_subscription *out)
{
    struct p256_public key;
    TRY(token_check(ctx));
    struct subscribing s = { .subscription = { .id = push_id(engine_next_id(ctx)),
                                               .token = ctx->viewer.token,
                                               .owner = ctx->viewer.user_account,
                                               .account = ctx->viewer.account,
                                               .alerts = draft->alerts,
                                               .policy = draft->policy } };
    struct push_address *address = &s.subscription.address;
    if (push_address_parse(ctx->arena, draft->endpoint, draft->key, draft->auth,
                           ctx->engine->site.is_loopback, address) != ERR_OK ||
        p256_public_parse(address->key, &key) != ERR_OK)
        return fail(ctx, ERR_VALIDATION, "address of a push service");
    address->is_standard = draft->is_standard;
    TRY(store_push_seal(ctx, &s.subscription, draft->access_token, &s.box));
    TRY(service_write_acting(ctx, subscribe_write, &s));
    *out = s.subscription;
    return ERR_OK;
}

enum err service_get_push(struct ctx *ctx, struct push_subscription *out)
{
    TRY(token_check(ctx));
    return store_push_get(ctx, ctx->viewer.token, out);
}

static enum err edit_write(struct ctx *ctx, void *arg)
{
    return store_push_update(ctx, arg, notification_id(engine_next_id(ctx)));
}

enum err service_edit_push(struct ctx *ctx, const struct push_edit *edit,
                           struct push_subscription *out)
{
    struct push_subscription subscription;
    TRY(service_get_push(ctx, &subscription));
    if (edit->has_alerts)
        subscription.alerts = edit->alerts;
    if (edit->has_policy)
        subscription.policy = edit->policy;
    TRY(service_write_acting(ctx, edit_write, &subscription));
    *out = subscription;
    return ERR_OK;
}

static enum err unsubscribe_write(struct ctx *ctx, void *arg)
{
    const struct token_id *token = arg;
    return store_push_delete_token(ctx, *token);
}

enum err service_unsubscribe_push(struct ctx *ctx)
{
    TRY(token_check(ctx));
    return service_write_acting(ctx, unsubscribe_write, &ctx->viewer.token);
}
