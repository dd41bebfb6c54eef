/* Endorse accounts. */
#include "service/endorse_account.h"

#include "service/engine.h"
#include "service/permit.h"
#include "service/tie.h"
#include "store/relation.h"

struct endorsing {
    struct account own;
    struct account target;
    int64_t id;
};

static enum err endorse_write(struct ctx *ctx, void *arg)
{
    const struct endorsing *e = arg;
    bool is_following = false;
    TRY(store_is_following(ctx, e->own.id, e->target.id, &is_following));
    if (!is_following)
        return fail(ctx, ERR_VALIDATION, "endorses whom it does not follow");
    service_tie_changed(ctx, e->own.id, e->own.id);
    return store_endorsement_insert(ctx, e->own.id, e->target.id, e->id);
}

static enum err unendorse_write(struct ctx *ctx, void *arg)
{
    const struct endorsing *e = arg;
    service_tie_changed(ctx, e->own.id, e->own.id);
    return store_endorsement_delete(ctx, e->own.id, e->target.id);
}

static enum err change_make(struct ctx *ctx, struct account_id target,
                            enum err (*fn)(struct ctx *ctx, void *arg), struct relationship *out)
{
    struct endorsing e = { .id = engine_next_id(ctx) };
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    TRY(service_tie_load(ctx, ctx->viewer.account, target, &e.own, &e.target));
    TRY(service_tie_write(ctx, e.own.id, target, fn, &e));
    return store_relationship_get(ctx, e.own.id, target, out);
}

enum err service_endorse_account(struct ctx *ctx, struct account_id target,
                                 struct relationship *out)
{
    return change_make(ctx, target, endorse_write, out);
}

enum err service_unendorse_account(struct ctx *ctx, struct account_id target,
                                   struct relationship *out)
{
    return change_make(ctx, target, unendorse_write, out);
}
