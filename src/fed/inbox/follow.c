/* Follow, Accept, Reject, Block: relations between one of theirs and one of ours.
 *
 * Spec: the section on the Follow family in FEDERATION
 */
#include "fed/inbox/handlers.h"

#include "service/block_account.h"
#include "service/engine.h"
#include "service/follow_account.h"
#include "store/relation.h"

bool fed_local_account(const struct ctx *ctx, struct sv uri, struct account_id *out)
{
    struct site_address address;
    if (!site_parse(&ctx->engine->site, uri, &address) || address.place != SITE_ACTOR ||
        address.id == 0 || address.rest.len > 0)
        return false;
    *out = account_id(address.id);
    return true;
}

/* Who is gone here cannot be followed or blocked, and that is no failure. */
static enum err pass_missing(enum err err)
{
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err fed_on_follow(struct ctx *ctx, const struct fed_received *r)
{
    struct account_id target;
    if (r->is_forwarded || !fed_local_account(ctx, r->activity.object_id, &target))
        return ERR_OK;
    return pass_missing(service_receive_follow(ctx, r->signer.id, target, r->activity.id));
}

enum err fed_on_block(struct ctx *ctx, const struct fed_received *r)
{
    struct account_id target;
    if (r->is_forwarded || !fed_local_account(ctx, r->activity.object_id, &target))
        return ERR_OK;
    return pass_missing(service_receive_block(ctx, r->signer.id, target, r->activity.id));
}

/* Which of ours asked to follow the signer: by the Follow that is embedded, or by its id alone. */
static enum err follower_find(struct ctx *ctx, const struct fed_received *r, bool *out_found,
                              struct account_id *out)
{
    struct ap_activity follow;
    struct site_address address;
    *out_found = false;
    if (ap_activity_parse(ctx->arena, r->activity.object, &follow) == ERR_OK) {
        *out_found = follow.type == AP_FOLLOW && sv_eq(follow.object_id, r->signer.uri) &&
                     fed_local_account(ctx, follow.actor, out);
        return ERR_OK;
    }
    if (!site_parse(&ctx->engine->site, r->activity.object_id, &address) ||
        address.place != SITE_ACTIVITY || address.kind != ACTIVITY_FOLLOW)
        return ERR_OK;
    return store_follow_request_find_id(ctx, r->signer.id, address.id, out_found, out);
}

enum err fed_on_accept(struct ctx *ctx, const struct fed_received *r)
{
    struct account_id follower;
    bool is_found = false;
    if (!r->is_forwarded)
        TRY(follower_find(ctx, r, &is_found, &follower));
    if (!is_found)
        return ERR_OK;
    return pass_missing(service_receive_accept(ctx, r->signer.id, follower));
}

enum err fed_on_reject(struct ctx *ctx, const struct fed_received *r)
{
    struct account_id follower;
    bool is_found = false;
    if (!r->is_forwarded)
        TRY(follower_find(ctx, r, &is_found, &follower));
    if (!is_found)
        return ERR_OK;
    return pass_missing(service_receive_reject(ctx, r->signer.id, follower));
}
