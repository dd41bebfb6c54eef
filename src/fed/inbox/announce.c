/* Announce, Like, Undo, Delete: what they do to statuses, and what they take back.
 *
 * Spec: the sections on Announce, Like and deletion in FEDERATION
 */
#include "fed/inbox/handlers.h"

#include "ap/value.h"
#include "fed/fetch.h"
#include "fed/resolve.h"
#include "service/block_account.h"
#include "service/engine.h"
#include "service/erase_status.h"
#include "service/follow_account.h"
#include "service/receive_status.h"
#include "store/account.h"

static enum err pass_over(enum err err)
{
    return err == ERR_NOT_FOUND || err == ERR_GONE || err == ERR_PARSE || err == ERR_FORBIDDEN ||
                   err == ERR_UPSTREAM_GONE || err == ERR_UPSTREAM_REFUSED
               ? ERR_OK
               : err;
}

enum err fed_on_announce(struct ctx *ctx, const struct fed_received *r)
{
    struct status_id status;
    /* A group's Announce of a whole activity only says where to look. */
    struct sv object = r->activity.object_id;
    if (ap_type_class(r->activity.object_type) == AP_CLASS_ACTIVITY)
        object = ap_get_id(r->activity.object, SV("object"));
    bool is_ours = site_is_local(&ctx->engine->site, object);
    if (r->is_forwarded || object.len == 0 || (!is_ours && r->signer.counts.followers == 0))
        return ERR_OK;
    enum err err = fed_resolve_status(ctx, object, &status);
    if (err != ERR_OK)
        return pass_over(err);
    return pass_over(service_receive_reblog(ctx, r->signer.id, r->activity.id, status,
                                            r->activity.published_ms > 0 ? r->activity.published_ms
                                                                         : ctx->now_ms));
}

enum err fed_on_like(struct ctx *ctx, const struct fed_received *r)
{
    struct status status;
    if (r->is_forwarded)
        return ERR_OK;
    enum err err = service_find_status_uri(ctx, r->activity.object_id, &status);
    if (err != ERR_OK)
        return pass_over(err);
    return pass_over(service_receive_favourite(ctx, r->signer.id, status.id, r->activity.id));
}

/* Taken back: a reaction to a status that is here. */
static enum err reaction_undo(struct ctx *ctx, const struct fed_received *r,
                              const struct ap_activity *undone)
{
    struct status status;
    enum err err = service_find_status_uri(ctx, undone->object_id, &status);
    if (err != ERR_OK)
        return pass_over(err);
    return undone->type == AP_ANNOUNCE ? service_receive_unreblog(ctx, r->signer.id, status.id)
                                       : service_receive_unfavourite(ctx, r->signer.id, status.id);
}

static enum err relation_undo(struct ctx *ctx, const struct fed_received *r,
                              const struct ap_activity *undone)
{
    struct account_id target;
    if (undone->type == AP_ACCEPT) {
        struct ap_activity follow;
        if (ap_activity_parse(ctx->arena, undone->object, &follow) != ERR_OK ||
            !fed_local_account(ctx, follow.actor, &target))
            return ERR_OK;
        return service_receive_reject(ctx, r->signer.id, target);
    }
    if (!fed_local_account(ctx, undone->object_id, &target))
        return ERR_OK;
    return undone->type == AP_FOLLOW ? service_receive_unfollow(ctx, r->signer.id, target)
                                     : service_receive_unblock(ctx, r->signer.id, target);
}

/* By id alone: a reblog is stored under its Announce's id. */
static enum err undo_by_id(struct ctx *ctx, const struct fed_received *r, struct sv id)
{
    struct status reblog;
    enum err err = service_find_status_uri(ctx, id, &reblog);
    if (err != ERR_OK || !status_is_reblog(&reblog) || !account_id_eq(reblog.account, r->signer.id))
        return pass_over(err);
    return pass_over(service_receive_unreblog(ctx, r->signer.id, reblog.reblog_of));
}

enum err fed_on_undo(struct ctx *ctx, const struct fed_received *r)
{
    struct ap_activity undone;
    if (r->is_forwarded)
        return ERR_OK;
    if (ap_activity_parse(ctx->arena, r->activity.object, &undone) != ERR_OK)
        return undo_by_id(ctx, r, r->activity.object_id);
    /* Nobody takes back what another did. */
    if (!sv_eq(undone.actor, r->signer.uri))
        return ERR_OK;
    if (undone.type == AP_ANNOUNCE && undone.object_id.len == 0)
        return undo_by_id(ctx, r, undone.id);
    if (undone.type == AP_ANNOUNCE || undone.type == AP_LIKE || undone.type == AP_EMOJI_REACT)
        return pass_over(reaction_undo(ctx, r, &undone));
    if (undone.type == AP_FOLLOW || undone.type == AP_BLOCK || undone.type == AP_ACCEPT)
        return pass_over(relation_undo(ctx, r, &undone));
    return ERR_OK;
}

/* Somebody says that another's thing is gone: its own server is asked, later again when it does not answer. */
static enum err delete_confirm(struct ctx *ctx, struct sv uri, struct account_id owner)
{
    struct fed_document document;
    enum err err = fed_fetch_document(ctx, uri, &document);
    return err == ERR_UPSTREAM_GONE ? service_receive_delete(ctx, owner, uri) : pass_over(err);
}

enum err fed_on_delete(struct ctx *ctx, const struct fed_received *r)
{
    struct sv uri = r->activity.object_id;
    if (uri.len == 0 || site_is_local(&ctx->engine->site, uri))
        return ERR_OK;
    if (!r->is_forwarded && ap_same_origin(ctx->arena, uri, r->signer.uri))
        return service_receive_delete(ctx, r->signer.id, uri);
    struct status status;
    enum err err = service_find_status_uri(ctx, uri, &status);
    return err == ERR_OK && !status.is_local ? delete_confirm(ctx, uri, status.account)
                                             : pass_over(err);
}
